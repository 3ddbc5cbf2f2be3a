namespace DeepMetric.Datasets.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Folders_are_classes_in_ordinal_order()
    {
        Touch("b/2.JPG", "b/10.png", "a folder/x.WebP", "Ümlaut 漢/1 1.jpeg", "Z/1.bmp", "Z/2.gif", "Z/3.jpe", "Z/4.jfif");
        ImageIndex index = Read(_root);
        Assert.Equal(["Z", "a folder", "b", "Ümlaut 漢"], index.ClassNames);
        Assert.Equal(["Z/1.bmp", "Z/2.gif", "Z/3.jpe", "Z/4.jfif", "a folder/x.WebP", "b/10.png", "b/2.JPG", "Ümlaut 漢/1 1.jpeg"], index.Items.Select(item => item.Path));
        Assert.Equal([0, 0, 0, 0, 1, 2, 2, 3], index.Items.Select(item => item.Label));
        Assert.All(index.Items, item => Assert.Equal((ItemPart.Train, true, true, null), (item.Part, item.IsQuery, item.IsGallery, item.Category)));
        Assert.All(index.Items, item => Assert.True(File.Exists(index.FileOf(item))));
        Assert.False(ImageFolder.HasOfficialParts(index));
        Assert.Empty(index.CategoryNames);
        Assert.Empty(index.Notes);
        Assert.Equal(Path.GetFileName(_root), index.Name);
        Assert.Equal("mine", Read(_root, "mine").Name);
    }

    [Fact]
    public void Train_val_and_test_are_parts_whose_classes_are_joined()
    {
        Touch("Train/b/1.png", "test/a/1.png", "test/b/2.png", "VALID/a/3.png");
        ImageIndex index = Read(_root);
        Assert.Equal(["a", "b"], index.ClassNames);
        Assert.Equal(
            [("Train/b/1.png", 1, ItemPart.Train), ("VALID/a/3.png", 0, ItemPart.Validation), ("test/a/1.png", 0, ItemPart.Test), ("test/b/2.png", 1, ItemPart.Test)],
            index.Items.Select(item => (item.Path, item.Label, item.Part)));
        Assert.True(ImageFolder.HasOfficialParts(index));
    }

    [Theory]
    [InlineData("")]
    [InlineData("train/")]
    public void Two_levels_are_categories_and_their_classes(string before)
    {
        Touch($"{before}birds/crow/1.png", $"{before}birds/1/2.png", $"{before}fish/1/1.png");
        ImageIndex index = Read(_root);
        Assert.Equal(["birds/1", "birds/crow", "fish/1"], index.ClassNames);
        Assert.Equal(["birds", "fish"], index.CategoryNames);
        Assert.Equal([(0, 0), (1, 0), (2, 1)], index.Items.Select(item => (item.Label, item.Category!.Value)));
    }

    [Fact]
    public void A_class_may_be_called_train()
    {
        Touch("train/1.png", "bus/1.png");
        Assert.Equal(["bus", "train"], Read(_root).ClassNames);
    }

    [Fact]
    public void What_is_no_image_is_counted_in_the_notes()
    {
        Touch("a/1.png", "a/Thumbs.db", "b/notes.TXT", "b/x.txt", "b/noextension", ".hidden/1.png", "a/.DS_Store", "__MACOSX/a/1.png", "LICENSE.md");
        ImageIndex index = Read(_root);
        Assert.Single(index.Items);
        Assert.Equal(
            ["Files that are no images were ignored: 1 .db, 1 .md, 2 .txt, 1 __MACOSX, 2 hidden, 1 without extension.", "Folders without an image were left out: 1, the first is b."],
            index.Notes);
    }

    [Fact]
    public void Empty_and_broken_images_are_listed_unopened()
    {
        Touch("a/1.png", "b/1.png");
        Assert.Equal(2, Read(_root).Items.Count);
        Assert.Equal(0, new FileInfo(Path.Combine(_root, "a", "1.png")).Length);
    }

    [Fact]
    public void Links_out_of_the_folder_and_in_circles_are_skipped_and_counted()
    {
        string outside = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret.png"), "");
            Touch("a/1.png", "b/2.png");
            File.CreateSymbolicLink(Path.Combine(_root, "a", "inside.png"), Path.Combine("..", "b", "2.png"));
            File.CreateSymbolicLink(Path.Combine(_root, "a", "leaves.png"), Path.Combine(outside, "secret.png"));
            File.CreateSymbolicLink(Path.Combine(_root, "a", "nowhere.png"), "gone.png");
            File.CreateSymbolicLink(Path.Combine(_root, "a", "self.png"), "self.png");
            Directory.CreateSymbolicLink(Path.Combine(_root, "b", "circle"), _root);
            Directory.CreateSymbolicLink(Path.Combine(_root, "c"), outside);
            ImageIndex index = Read(_root);
            Assert.Equal(["a/1.png", "a/inside.png", "b/2.png"], index.Items.Select(item => item.Path));
            Assert.Equal(["Symbolic links were skipped, as they leave the folder, lead to a folder, or lead nowhere: 5, the first is a/leaves.png."], index.Notes);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void A_folder_behind_a_link_is_read()
    {
        Touch("real/a/1.png");
        File.CreateSymbolicLink(Path.Combine(_root, "real", "a", "2.png"), "1.png");
        string link = Path.Combine(_root, "link");
        Directory.CreateSymbolicLink(link, Path.Combine(_root, "real"));
        Assert.Equal(["a/1.png", "a/2.png"], Read(link).Items.Select(item => item.Path));
    }

    [Theory]
    [InlineData("expected images in a folder for each class, found none. Files that are no images were ignored: 1 .txt.", "a/x.txt")]
    [InlineData("expected images in a folder for each class, found 1.png in no class.", "1.png")]
    [InlineData("expected images in a folder for each class, found none.")]
    [InlineData("found 1.png in no class", "1.png", "a/2.png")]
    [InlineData("the same for all, found a/1.png and b/c/1.png.", "a/1.png", "b/c/1.png")]
    [InlineData("the same for all, found a/b/c/1.png.", "a/b/c/1.png")]
    [InlineData("expected a folder for each class inside test, found test/2.png.", "train/1.png", "test/2.png")]
    [InlineData("the same for all, found train/a/1.png and train/b/c/2.png.", "train/a/1.png", "train/b/c/2.png")]
    [InlineData("expected either train, val and test at the top or classes, found train/a/1.png and extra/2.png.", "train/a/1.png", "extra/2.png")]
    public void Another_shape_is_refused_with_examples(string message, params string[] files)
    {
        Touch(files);
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Read(_root));
        Assert.StartsWith($"{_root}: expected ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_and_too_deep_ones_are_refused()
    {
        Assert.Throws<DirectoryNotFoundException>(() => Read(Path.Combine(_root, "none")));
        Touch($"{string.Concat(Enumerable.Repeat("d/", 40))}1.png");
        Assert.Contains("at most 32 deep", Assert.Throws<InvalidDataException>(() => Read(_root)).Message, StringComparison.Ordinal);
    }

    private static ImageIndex Read(string folder, string? name = null) => ImageFolder.Read(folder, name, TestContext.Current.CancellationToken);

    private void Touch(params string[] files)
    {
        foreach (string file in files)
        {
            string path = Path.Combine(_root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, []);
        }
    }
}
