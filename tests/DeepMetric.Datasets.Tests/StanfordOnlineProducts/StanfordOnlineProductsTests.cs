namespace DeepMetric.Datasets.Tests;

public sealed class StanfordOnlineProductsTests : IDisposable
{
    private const string Header = "image_id class_id super_class_id path\n";

    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("sop")]
    [InlineData("sop/Stanford_Online_Products")]
    public void Reads_the_official_lists(string folder)
    {
        Write($"{folder}/Ebay_train.txt", $"{Header}1 9 2 cabinet_final/1_0.JPG\n2 10 1 bicycle_final/2_0.JPG\n3 10 1 bicycle_final/2_1.JPG\n");
        Write($"{folder}/Ebay_test.txt", $"{Header}4 11 2 cabinet_final/3_0.JPG\r\n");
        foreach (string image in (string[])["cabinet_final/1_0.JPG", "bicycle_final/2_0.JPG", "bicycle_final/2_1.JPG", "cabinet_final/3_0.JPG"])
        {
            Write($"{folder}/{image}", "");
        }

        ImageIndex index = Load()!;
        Assert.Equal(["9", "10", "11"], index.ClassNames);
        Assert.Equal(["bicycle_final", "cabinet_final"], index.CategoryNames);
        Assert.Equal([(0, 1, ItemPart.Train), (1, 0, ItemPart.Train), (1, 0, ItemPart.Train), (2, 1, ItemPart.Test)], index.Items.Select(item => (item.Label, item.Category!.Value, item.Part)));
        Assert.All(index.Items, item => Assert.True(File.Exists(index.FileOf(item))));
        Assert.Equal(["The official lists name 120053 images of 11318 training and 11316 test classes; these name 4 of 2 and 1."], index.Notes);
        Assert.Contains("CVPR 2016", index.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_set_names_every_path()
    {
        Write("sop/Ebay_train.txt", Header);
        Assert.Null(StanfordOnlineProducts.TryLoad([_root, Path.Combine(_root, "other")], "sop", out IReadOnlyList<string> looked));
        Assert.Equal([Path.Combine(_root, "sop", "", "Ebay_test.txt"), Path.Combine(_root, "other", "sop", "", "Ebay_train.txt"), Path.Combine(_root, "other", "sop", "", "Ebay_test.txt")], looked);
        Assert.Contains("a folder named sop", StanfordOnlineProducts.HowToGet("sop"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image class super path\n1 1 1 a/1.JPG\n", "Ebay_train.txt, line 1: expected the header image_id class_id super_class_id path")]
    [InlineData(Header, "Ebay_train.txt: expected a line for each image, found none.")]
    [InlineData($"{Header}1 1 a/1.JPG\n", "Ebay_train.txt, line 2: expected image_id class_id super_class_id path, found \"1 1 a/1.JPG\".")]
    [InlineData($"{Header}1 -1 1 a/1.JPG\n", "Ebay_train.txt, line 2: expected a class_id of 1 or more, found \"-1\".")]
    [InlineData($"{Header}1 1 1 ../1.JPG\n", "Ebay_train.txt, line 2: expected a path without .., found \"../1.JPG\".")]
    [InlineData($"{Header}1 1 1 a/1.JPG\n2 1 1 b/1.JPG\n", "Ebay_train.txt, line 3: expected images of super class 1 in a, found \"b/1.JPG\".")]
    [InlineData($"{Header}1 2 1 a/1.JPG\n", "Ebay_test.txt, line 2: expected a class that is not in the training part, found class 2.")]
    [InlineData($"{Header}1 1 1 a/1.JPG\n2 1 1 a/2.JPG\n3 1 1 a/3.JPG\n", "found 1; the first of 2 missing files is a/2.JPG.")]
    public void A_damaged_list_is_refused(string train, string message)
    {
        Write("sop/Ebay_train.txt", train);
        Write("sop/Ebay_test.txt", $"{Header}9 2 1 a/1.JPG\n");
        Write("sop/a/1.JPG", "");
        Assert.Contains(message, Assert.Throws<InvalidDataException>(Load).Message, StringComparison.Ordinal);
    }

    private ImageIndex? Load() => StanfordOnlineProducts.TryLoad([Path.Combine(_root, "elsewhere"), _root], "sop", out _);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
