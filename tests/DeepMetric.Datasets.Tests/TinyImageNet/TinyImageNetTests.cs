namespace DeepMetric.Datasets.Tests;

public sealed class TinyImageNetTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("tiny")]
    [InlineData("tiny/tiny-imagenet-200")]
    public void Reads_the_official_layout(string folder)
    {
        Make(folder);
        ImageIndex index = TinyImageNet.TryLoad([_root], "tiny", out _)!;
        Assert.Equal(["n01 goldfish, Carassius auratus", "n02"], index.ClassNames);
        Assert.Equal(
            [("train/n01/images/n01_0.JPEG", 0, ItemPart.Train), ("train/n01/images/n01_1.JPEG", 0, ItemPart.Train), ("train/n02/images/n02_0.JPEG", 1, ItemPart.Train),
                ("val/images/val_0.JPEG", 1, ItemPart.Test), ("val/images/val_1.JPEG", 0, ItemPart.Test)],
            index.Items.Select(item => (item.Path, item.Label, item.Part)));
        Assert.All(index.Items, item => Assert.True(File.Exists(index.FileOf(item))));
        Assert.Empty(index.CategoryNames);
    }

    [Theory]
    [InlineData("wnids.txt", "n01\n../x\n", "line 2: expected the id of a class, such as n01443537, found \"../x\".")]
    [InlineData("wnids.txt", "n01\nn01\n", "line 2: expected each class once, found n01 again.")]
    [InlineData("wnids.txt", "\n", "expected the id of a class in each line, found none.")]
    [InlineData("wnids.txt", "n01\nn02\nn03\n", "expected the images of class n03, found none.")]
    [InlineData("words.txt", "n01\n", "line 1: expected the id of a class and its words, found \"n01\".")]
    [InlineData("val/val_annotations.txt", "", "expected a line for each image, found none.")]
    [InlineData("val/val_annotations.txt", "val_0.JPEG n01\n", "line 1: expected a file and its class, separated by a tab, found \"val_0.JPEG n01\".")]
    [InlineData("val/val_annotations.txt", "val_0.JPEG\tn09\t0\t0\t1\t1\n", "line 1: expected a class of wnids.txt, found \"n09\".")]
    [InlineData("val/val_annotations.txt", "../val_0.JPEG\tn01\n", "line 1: expected a path without ..")]
    [InlineData("val/val_annotations.txt", "val_0.JPEG\tn01\nval_7.JPEG\tn01\n", "the first of 1 missing files is val/images/val_7.JPEG.")]
    public void A_damaged_list_is_refused(string file, string text, string message)
    {
        Make("tiny");
        Write($"tiny/{file}", text);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TinyImageNet.TryLoad([_root], "tiny", out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_set_names_every_path()
    {
        Make("tiny");
        File.Delete(Path.Combine(_root, "tiny", "words.txt"));
        Assert.Null(TinyImageNet.TryLoad([_root], "tiny", out IReadOnlyList<string> looked));
        Assert.Equal([Path.Combine(_root, "tiny", "", "words.txt")], looked);
        Assert.Contains("a folder named tiny", TinyImageNet.HowToGet("tiny"), StringComparison.Ordinal);
    }

    private void Make(string folder)
    {
        Write($"{folder}/wnids.txt", "n02\nn01\n");
        Write($"{folder}/words.txt", "n00\tentity\nn01\tgoldfish, Carassius auratus\n");
        Write($"{folder}/train/n01/images/n01_1.JPEG", "");
        Write($"{folder}/train/n01/images/n01_0.JPEG", "");
        Write($"{folder}/train/n01/n01_boxes.txt", "n01_0.JPEG\t0\t10\t63\t58\n");
        Write($"{folder}/train/n02/images/n02_0.JPEG", "");
        Write($"{folder}/val/images/val_0.JPEG", "");
        Write($"{folder}/val/images/val_1.JPEG", "");
        Write($"{folder}/val/val_annotations.txt", "val_1.JPEG\tn01\t0\t32\t44\t62\nval_0.JPEG\tn02\t0\t0\t63\t63\n");
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
