namespace DeepMetric.Datasets.Tests;

public sealed class OmniglotTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("omniglot")]
    [InlineData("omniglot/python")]
    [InlineData("omniglot/omniglot-master/python")]
    public void Reads_alphabets_and_characters(string folder)
    {
        Touch(folder, "images_background/Greek/character01/0394_01.png", "images_background/Greek/character02/0395_01.png", "images_background/Braille/character01/0100_02.png",
            "images_evaluation/Angelic/character01/0965_01.png", "images_background/.DS_Store");
        ImageIndex index = Omniglot.TryLoad([_root], "omniglot", out _)!;
        Assert.Equal(["Angelic/character01", "Braille/character01", "Greek/character01", "Greek/character02"], index.ClassNames);
        Assert.Equal(["Angelic", "Braille", "Greek"], index.CategoryNames);
        Assert.Equal([(1, 1, ItemPart.Train), (2, 2, ItemPart.Train), (3, 2, ItemPart.Train), (0, 0, ItemPart.Test)], index.Items.Select(item => (item.Label, item.Category!.Value, item.Part)));
        Assert.All(index.Items, item => Assert.True(File.Exists(index.FileOf(item))));
        Assert.Equal("MIT", index.Licence);
        Assert.Equal(["images_background: Files that are no images were ignored: 1 hidden.", "The official set has 32460 images of 1623 characters; this one has 4 of 4."], index.Notes);
    }

    [Theory]
    [InlineData("expected alphabet/character/drawing.png, found Greek/1.png.", "images_background/Greek/1.png", "images_evaluation/A/c/1.png")]
    [InlineData("expected alphabet/character/drawing.png, found no image.", "images_background/Greek/c/1.txt", "images_evaluation/A/c/1.png")]
    [InlineData("found Greek in both.", "images_background/Greek/c/1.png", "images_evaluation/Greek/d/1.png")]
    public void Another_layout_is_refused(string message, params string[] files)
    {
        Touch("omniglot", files);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Omniglot.TryLoad([_root], "omniglot", out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_set_names_every_path()
    {
        Touch("omniglot", "images_background/Greek/c/1.png");
        Assert.Null(Omniglot.TryLoad([_root], "omniglot", out IReadOnlyList<string> looked));
        Assert.Equal([Path.Combine(_root, "omniglot", "", "images_evaluation/")], looked);
        Assert.Contains("a folder named omniglot", Omniglot.HowToGet("omniglot"), StringComparison.Ordinal);
    }

    private void Touch(string folder, params string[] files)
    {
        foreach (string file in files)
        {
            string path = Path.Combine(_root, folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, []);
        }
    }
}
