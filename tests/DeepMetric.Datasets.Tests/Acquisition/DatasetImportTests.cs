using System.Formats.Tar;

namespace DeepMetric.Datasets.Tests;

/// <summary>A data set is imported whole or not at all, in the official layout.</summary>
public sealed class DatasetImportTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2024, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly TestFolder _folder = new();
    private readonly ImportOptions _options = new() { Time = new FixedTime() };

    private string Root => _folder["root"];

    [Fact]
    public void An_archive_of_the_official_layout_is_extracted_and_recorded()
    {
        byte[] archive = ArchiveBytes.Gzip(ArchiveBytes.Tar(TarEntryFormat.Ustar, ("train/", []), ("train/cat/1.jpg", [1]), ("test/cat/2.jpg", [2, 2])));
        string path = _folder.Write("set.tar.gz", archive);
        var progress = new SteppingProgress<ImportProgress>();
        ImportResult result = DatasetImport.Run(path, "cifar10", Root, _options, progress, TestContext.Current.CancellationToken);

        Assert.Equal(["test/cat/2.jpg=\u0002\u0002", "train/cat/1.jpg=\u0001"], TestFolder.Content(_folder["root/cifar10"])[1..]);
        Assert.Equal(["import.json", "test", "train"], TestFolder.Names(result.Folder));
        Assert.Equal((2, 3), (result.Files, result.Bytes));
        Assert.Empty(result.StrippedFolders);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(archive));
        Assert.Equal([new("set.tar.gz", "tar.gz", archive.Length, hash, _now, 2, null)], DatasetImport.Records(result.Folder));
        Assert.Equal(["cifar10"], TestFolder.Names(Root));
        Assert.Equal([ImportPhase.Hashing, ImportPhase.Extracting, ImportPhase.Placing], progress.Reports.Select(one => one.Phase).Distinct());
    }

    [Theory]
    [InlineData("cub200", "attributes.txt|CUB_200_2011/images.txt|CUB_200_2011/images/1/a.jpg", "attributes.txt|images.txt|images/1/a.jpg", "CUB_200_2011")]
    [InlineData("cifar10", "cifar-10-batches-bin/data_batch_1.bin|cifar-10-batches-bin/batches.meta.txt", "batches.meta.txt|data_batch_1.bin", "cifar-10-batches-bin")]
    [InlineData("cifar100", "cifar-100-binary/train.bin", "train.bin", "cifar-100-binary")]
    [InlineData("sop", "Stanford_Online_Products/Ebay_train.txt|Stanford_Online_Products/bicycle_final/1.JPG", "Ebay_train.txt|bicycle_final/1.JPG", "Stanford_Online_Products")]
    [InlineData("tiny-imagenet", "tiny-imagenet-200/wnids.txt|tiny-imagenet-200/val/images/1.JPEG", "val/images/1.JPEG|wnids.txt", "tiny-imagenet-200")]
    [InlineData("omniglot", "images_background/Greek/c1/1.png", "images_background/Greek/c1/1.png", "")]
    [InlineData("cars196", "cars_train/cars_train/1.jpg|cars_test/cars_test/1.jpg|car_devkit/devkit/a.mat", "cars_test/1.jpg|cars_train/1.jpg|devkit/a.mat", "car_devkit|cars_test|cars_train")]
    [InlineData("cars196", "cars_train/1.jpg|devkit/a.mat", "cars_train/1.jpg|devkit/a.mat", "")]
    [InlineData("mine", "photos/cats/1.jpg|photos/dogs/2.jpg", "cats/1.jpg|dogs/2.jpg", "photos")]
    [InlineData("mine", "cats/1.jpg|dogs/2.jpg", "cats/1.jpg|dogs/2.jpg", "")]
    [InlineData("mine", "cats/test/1.jpg|dogs/2.jpg", "cats/test/1.jpg|dogs/2.jpg", "")]
    [InlineData("mine", "train/cats/1.jpg|train/dogs/2.jpg", "train/cats/1.jpg|train/dogs/2.jpg", "")]
    [InlineData("mine", "photos/train/cats/1.jpg|photos/notes.txt", "notes.txt|train/cats/1.jpg", "photos")]
    [InlineData("mine", "__MACOSX/cats/._1.jpg|cats/1.jpg|cats/.DS_Store", "cats/1.jpg", "")]
    public void Wrapping_folders_are_stripped_down_to_the_official_layout(string name, string files, string expected, string stripped)
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip([.. files.Split('|').Select(file => (file, ArchiveBytes.Text(file)))]));
        ImportResult result = DatasetImport.Run(path, name, Root, _options, cancellation: TestContext.Current.CancellationToken);
        string[] found = [.. TestFolder.Content(result.Folder).Select(file => file.Split('=')[0]).Where(file => file != "import.json")];
        Assert.Equal(expected.Split('|'), found);
        Assert.Equal(stripped.Split('|', StringSplitOptions.RemoveEmptyEntries), result.StrippedFolders);
        Assert.Equal(found.Length, result.Files);
        Assert.Equal(files.Split('|').Length - found.Length, result.SkippedFiles);
    }

    [Fact]
    public void Several_archives_make_one_set()
    {
        string[] sources = [.. new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" }
            .Select(file => _folder.Write($"{file}.gz", ArchiveBytes.Gzip(ArchiveBytes.Text(file))))];
        ImportResult result = DatasetImport.Run(sources, "mnist", Root, _options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["import.json", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"], TestFolder.Names(result.Folder));
        Assert.Equal(4, result.Records.Count);
        Assert.All(result.Records, record => Assert.False(record.Official));
    }

    [Fact]
    public void Archives_are_merged_one_after_the_other_and_all_are_recorded()
    {
        string train = _folder.Write("cars_train.tgz", ArchiveBytes.Gzip(ArchiveBytes.Tar(TarEntryFormat.Ustar, ("cars_train/1.jpg", [1]))));
        string more = _folder.Write("more.zip", ArchiveBytes.Zip(("cars_train/2.jpg", [2]), ("devkit/a.mat", [3])));
        string labels = _folder.Write("cars_test_annos_withlabels.mat", [4]);
        DatasetImport.Run(train, "cars196", Root, _options, cancellation: TestContext.Current.CancellationToken);
        ImportOptions merge = _options with { Mode = ImportMode.Merge };
        DatasetImport.Run(more, "cars196", Root, merge, cancellation: TestContext.Current.CancellationToken);
        ImportResult last = DatasetImport.Run(labels, "cars196", Root, merge, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(
            ["cars_test_annos_withlabels.mat=\u0004", "cars_train/1.jpg=\u0001", "cars_train/2.jpg=\u0002", "devkit/a.mat=\u0003"],
            TestFolder.Content(last.Folder).Where(file => !file.StartsWith("import", StringComparison.Ordinal)));
        Assert.Equal(["cars_train.tgz:tar.gz", "more.zip:zip", "cars_test_annos_withlabels.mat:file"], last.Records.Select(record => $"{record.Source}:{record.Kind}"));
        Assert.Equal(["cars196"], TestFolder.Names(Root));
    }

    [Theory]
    [InlineData("cars_train/1.jpg")]
    [InlineData("cars_train/1.JPG")]
    [InlineData("Cars_Train/2.jpg")]
    [InlineData("cars_train/1.jpg/x")]
    public void Merging_never_replaces_a_file_nor_moves_any(string file)
    {
        string first = _folder.Write("a.zip", ArchiveBytes.Zip(("cars_train/1.jpg", [1])));
        DatasetImport.Run(first, "cars196", Root, _options, cancellation: TestContext.Current.CancellationToken);
        string[] before = TestFolder.Content(Root);
        string second = _folder.Write("b.zip", ArchiveBytes.Zip(("a_new_one", [7]), (file, [2])));
        Assert.Throws<IOException>(() => DatasetImport.Run(second, "cars196", Root, _options with { Mode = ImportMode.Merge }, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(before, TestFolder.Content(Root));
        Assert.Equal(["cars196"], TestFolder.Names(Root));
    }

    [Fact]
    public void A_set_that_is_there_is_kept_unless_it_is_to_be_replaced()
    {
        string first = _folder.Write("a.zip", ArchiveBytes.Zip(("cats/1", [1]), ("dogs/1", [1])));
        string second = _folder.Write("b.zip", ArchiveBytes.Zip(("cats/2", [2]), ("dogs/2", [2])));
        string broken = _folder.Write("c.zip", ArchiveBytes.Zip(("cats/2", [2]), ("../dogs/2", [2])));
        DatasetImport.Run(first, "mine", Root, _options, cancellation: TestContext.Current.CancellationToken);
        string[] before = TestFolder.Content(Root);
        Assert.Throws<IOException>(() => DatasetImport.Run(second, "mine", Root, _options, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<InvalidDataException>(() => DatasetImport.Run(broken, "mine", Root, _options with { Mode = ImportMode.Replace }, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(before, TestFolder.Content(Root));
        DatasetImport.Run(second, "mine", Root, _options with { Mode = ImportMode.Replace }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["cats/2=\u0002", "dogs/2=\u0002"], TestFolder.Content(_folder["root/mine"]).Where(file => !file.StartsWith("import", StringComparison.Ordinal)));
        Assert.Equal(["mine"], TestFolder.Names(Root));
    }

    [Fact]
    public void A_folder_is_copied_without_its_old_records()
    {
        _folder.Write("photos/cats/ä 1.jpg", [1]);
        _folder.Write("photos/dogs/2.jpg", [2]);
        _folder.Write("photos/import.json", [3]);
        _folder.Write("photos/manifest.sha256.json", [3]);
        ImportResult result = DatasetImport.Run($"{_folder["photos"]}/", "mine", Root, _options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["cats/ä 1.jpg=\u0001", "dogs/2.jpg=\u0002"], TestFolder.Content(result.Folder).Where(file => !file.StartsWith("import", StringComparison.Ordinal)));
        Assert.Equal([new("photos", "folder", 4, null, _now, 2, null)], result.Records);
        Assert.Equal(2, result.SkippedFiles);
        Assert.True(File.Exists(_folder["photos/import.json"]));
    }

    [Fact]
    public void A_folder_with_a_link_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        _folder.Write("photos/cats/1.jpg", [1]);
        File.CreateSymbolicLink(_folder["photos/cats/2.jpg"], "/etc/hostname");
        Assert.Contains("a symbolic link", Assert.Throws<InvalidDataException>(() => DatasetImport.Run(_folder["photos"], "mine", Root, _options, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        File.Delete(_folder["photos/cats/2.jpg"]);
        Directory.CreateSymbolicLink(_folder["photos/dogs"], "/");
        Assert.Throws<InvalidDataException>(() => DatasetImport.Run(_folder["photos"], "mine", Root, _options, cancellation: TestContext.Current.CancellationToken));
        Assert.Empty(TestFolder.Names(Root));
    }

    [Fact]
    public void Too_little_space_is_told_before_anything_is_written()
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip(("cats/1", new byte[1000]), ("dogs/1", [1])));
        ImportOptions full = _options with { FreeBytes = _ => (64 << 20) + 1000 };
        Assert.Contains("expected at least 1001 free bytes", Assert.Throws<IOException>(() => DatasetImport.Run(path, "mine", Root, full, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Empty(TestFolder.Names(Root));
        Assert.Equal(2, DatasetImport.Run(path, "mine", Root, _options with { FreeBytes = _ => (64 << 20) + 1001 }, cancellation: TestContext.Current.CancellationToken).Files);
    }

    [Fact]
    public void Cancelling_at_any_report_leaves_nothing()
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip([.. Enumerable.Range(0, 1100).Select(i => ($"c{i % 3}/f{i}", new byte[] { 1 }))]));
        foreach (ImportPhase phase in new[] { ImportPhase.Hashing, ImportPhase.Extracting })
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new SteppingProgress<ImportProgress>(one =>
            {
                if (one.Phase == phase)
                {
                    cancellation.Cancel();
                }
            });
            Assert.Throws<OperationCanceledException>(() => DatasetImport.Run(path, "mine", Root, _options, progress, cancellation.Token));
            Assert.Empty(TestFolder.Names(Root));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    [InlineData("-x")]
    [InlineData("x\n")]
    [InlineData("x.y")]
    public void Names_that_are_no_plain_names_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => DatasetImport.Run(_folder.Path, name, Root, _options, cancellation: TestContext.Current.CancellationToken));

    [Fact]
    public void A_source_around_or_inside_its_target_is_refused()
    {
        _folder.Write("root/mine/cats/1.jpg", [1]);
        ImportOptions merge = _options with { Mode = ImportMode.Merge };
        Assert.Throws<ArgumentException>(() => DatasetImport.Run(_folder["root/mine/cats"], "mine", Root, merge, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => DatasetImport.Run(_folder.Path, "mine", Root, merge, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => DatasetImport.Run(_folder["root/mine"], "mine", Root, merge, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<FileNotFoundException>(() => DatasetImport.Run(_folder["nothing"], "mine", Root, merge, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => DatasetImport.Run([], "mine", Root, merge, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void An_archive_of_nothing_is_refused()
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip(("cats/", [])));
        Assert.Contains("expected files, found none", Assert.Throws<InvalidDataException>(() => DatasetImport.Run(path, "mine", Root, _options, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_record_is_named()
    {
        _folder.Write("root/mine/import.json", ArchiveBytes.Text("[\n{\"source\": 3}]"));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => DatasetImport.Records(_folder["root/mine"]));
        Assert.Contains("import.json, line 2: expected", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}
