namespace DeepMetric.Datasets.Tests;

/// <summary>The form of the catalogue; that its addresses, sizes and checksums are true was looked up when they were written.</summary>
public sealed class DownloadCatalogTests
{
    public static TheoryData<string> Names => [.. DownloadCatalog.Names];

    [Fact]
    public void Has_every_data_set_that_is_read_from_files() =>
        Assert.Equal(["mnist", "fashion-mnist", "cifar10", "cifar100", "cub200", "cars196", "sop", "inshop", "omniglot", "tiny-imagenet"], DownloadCatalog.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_entry_is_well_formed(string name)
    {
        DatasetSource source = Assert.IsType<DatasetSource>(DownloadCatalog.Find(name));
        DatasetImport.CheckName(name);
        Assert.False(string.IsNullOrWhiteSpace(source.Title) || string.IsNullOrWhiteSpace(source.Licence));
        Assert.Contains("Cite ", source.Terms, StringComparison.Ordinal);
        Assert.NotEmpty(source.Files);
        Assert.Equal(source.Files.Count, source.Files.Select(file => file.FileName.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(source.IsDownloadable, source.Instructions is null);
        Assert.All(source.Files, file =>
        {
            Assert.Matches("^[A-Za-z0-9_.-]+$", file.FileName);
            Assert.Equal(file.Addresses.Count, file.Addresses.Distinct().Count());
            Assert.All(file.Addresses, address =>
            {
                Assert.True(address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Fragment.Length == 0);
                Assert.EndsWith(file.FileName, address.AbsolutePath, StringComparison.Ordinal);
            });
            Assert.True(file.Size is null or > 0);
            if (file.Checksum is not null)
            {
                Assert.Matches(file.Checksum.Kind == ChecksumKind.Sha256 ? "^[0-9a-f]{64}$" : "^[0-9a-f]{32}$", file.Checksum.Hex);
            }

            // Over http anybody on the way could change the bytes.
            Assert.True(file.Checksum is not null || file.Addresses.All(address => address.Scheme == "https"));
        });
        Assert.Equal(source.Files.All(file => file.Size is not null) ? source.Files.Sum(file => file.Size) : null, source.Size);
    }

    [Fact]
    public void No_checksum_stands_twice()
    {
        string[] sums = [.. DownloadCatalog.All.SelectMany(source => source.Files).Where(file => file.Checksum is not null).Select(file => file.Checksum!.Hex)];
        Assert.Equal(sums.Length, sums.Distinct().Count());
    }

    [Fact]
    public void An_unknown_name_gives_nothing() => Assert.Null(DownloadCatalog.Find("imagenet"));
}
