namespace DeepMetric.Datasets.Tests;

/// <summary>Changed, missing and new files are found, and nothing else.</summary>
public sealed class DatasetVerificationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Root => _folder["root"];

    [Fact]
    public void The_first_run_writes_a_manifest_and_the_second_finds_everything_sound()
    {
        Fill();
        VerificationResult first = Run();
        Assert.Equal((3, 6, false, true), (first.Files, first.Bytes, first.Compared, first.IsSound));
        Assert.Equal(_folder["root/mine/manifest.sha256.json"], first.ManifestWritten);
        DatasetManifest manifest = Assert.IsType<DatasetManifest>(DatasetManifest.Read(first.Folder));
        Assert.Equal(["a/1", "a/2", "b"], manifest.Files.Select(file => file.Path));
        Assert.Equal(new("b", 3, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([3, 3, 3]))), manifest.Files[2]);
        VerificationResult second = Run();
        Assert.Equal((3, true, true, 3), (second.Files, second.Compared, second.IsSound, second.Unchanged));
        Assert.Null(second.ManifestWritten);
    }

    [Fact]
    public void Changed_missing_and_extra_files_are_named()
    {
        Fill();
        Run();
        _folder.Write("root/mine/a/1", [9]);
        File.Delete(_folder["root/mine/b"]);
        _folder.Write("root/mine/c/new", []);
        _folder.Write("root/mine/import.json", []);
        VerificationResult result = Run();
        Assert.False(result.IsSound);
        Assert.Equal(["a/1"], result.Changed.Names);
        Assert.Equal(["b"], result.Missing.Names);
        Assert.Equal(["c/new"], result.Extra.Names);
        Assert.Equal(1, result.Unchanged);
        Assert.Equal(3, result.Files);
        Run(new() { Rewrite = true });
        Assert.True(Run().IsSound);
    }

    [Fact]
    public void Only_the_first_names_are_listed_but_all_are_counted()
    {
        Fill();
        Run();
        for (int i = 0; i < 30; i++)
        {
            _folder.Write($"root/mine/new/{i:D2}", [1]);
        }

        VerificationResult result = Run(new() { MaxNames = 3 });
        Assert.Equal(30, result.Extra.Count);
        Assert.Equal(["new/00", "new/01", "new/02"], result.Extra.Names);
    }

    [Fact]
    public void The_manifest_does_not_depend_on_the_number_of_threads()
    {
        for (int i = 0; i < 200; i++)
        {
            _folder.Write($"root/mine/{i % 7}/{i}", [.. BitConverter.GetBytes(i)]);
        }

        var progress = new SteppingProgress<VerificationProgress>();
        DatasetVerification.Run("mine", [Root], new() { Threads = 1 }, progress, TestContext.Current.CancellationToken);
        IReadOnlyList<ManifestFile> one = DatasetManifest.Read(_folder["root/mine"])!.Files;
        Run(new() { Threads = 8, Rewrite = true });
        Assert.Equal(one, DatasetManifest.Read(_folder["root/mine"])!.Files);
        Assert.Equal(new(200, 200, 800, 800), progress.Reports[^1]);
    }

    [Fact]
    public void Nothing_is_written_when_none_is_wanted()
    {
        Fill();
        Assert.Null(Run(new() { WriteManifest = false }).ManifestWritten);
        Assert.Equal(["a", "b"], TestFolder.Names(_folder["root/mine"]));
    }

    [Fact]
    public void The_first_root_that_has_files_is_taken()
    {
        Fill();
        Directory.CreateDirectory(_folder["empty/mine"]);
        Assert.Equal(_folder["root/mine"], DatasetVerification.Run("mine", [_folder["none"], _folder["empty"], Root], cancellation: TestContext.Current.CancellationToken).Folder);
        DatasetNotFoundException error = Assert.Throws<DatasetNotFoundException>(() => DatasetVerification.Run("mine", [_folder["none"], _folder["empty"]], cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(2, error.PathsTried.Count);
    }

    [Fact]
    public void A_link_to_a_folder_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        Fill();
        Directory.CreateSymbolicLink(_folder["root/mine/loop"], _folder["root/mine"]);
        Assert.Equal(3, Run().Files);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"format\":2,\"name\":\"mine\",\"written\":\"2024-01-01T00:00:00Z\",\"files\":[]}")]
    [InlineData("{\"format\":1,\"name\":\"mine\",\"written\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("{\"format\":1,\"name\":\"mine\",\"written\":\"2024-01-01T00:00:00Z\",\"files\":[null]}")]
    [InlineData("{\"format\":1,\"name\":\"mine\",\"written\":\"2024-01-01T00:00:00Z\",\"files\":[{\"path\":\"a\",\"size\":1,\"sha256\":\"xyz\"}]}")]
    [InlineData("{\"format\":1,\"name\":\"mine\",\"written\":\"2024-01-01T00:00:00Z\",\"files\":[{\"path\":\"b\",\"size\":1,\"sha256\":\"HASH\"},{\"path\":\"a\",\"size\":1,\"sha256\":\"HASH\"}]}")]
    [InlineData("{\"format\":1,\"name\":\"mine\",\"written\":\"2024-01-01T00:00:00Z\",\"files\":[{\"path\":\"a\",\"size\":-1,\"sha256\":\"HASH\"}]}")]
    public void A_damaged_manifest_is_named(string text)
    {
        Fill();
        _folder.Write("root/mine/manifest.sha256.json", ArchiveBytes.Text(text.Replace("HASH", new string('a', 64), StringComparison.Ordinal)));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Run());
        Assert.Contains("manifest.sha256.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        Fill();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetVerification.Run("mine", [Root], cancellation: new(canceled: true)));
        Assert.Equal(["a", "b"], TestFolder.Names(_folder["root/mine"]));
    }

    public void Dispose() => _folder.Dispose();

    private void Fill()
    {
        _folder.Write("root/mine/a/1", [1]);
        _folder.Write("root/mine/a/2", [2, 2]);
        _folder.Write("root/mine/b", [3, 3, 3]);
    }

    private VerificationResult Run(VerificationOptions? options = null) =>
        DatasetVerification.Run("mine", [Root], options, cancellation: TestContext.Current.CancellationToken);
}
