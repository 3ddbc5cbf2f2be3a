namespace DeepMetric.Datasets.Tests;

public sealed class InShopTests : IDisposable
{
    private const string Header = "image_name item_id evaluation_status \n";

    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("inshop/list_eval_partition.txt", "inshop/img")]
    [InlineData("inshop/Eval/list_eval_partition.txt", "inshop/Img/img")]
    [InlineData("inshop/In-shop Clothes Retrieval Benchmark/Eval/list_eval_partition.txt", "inshop/In-shop Clothes Retrieval Benchmark/img")]
    public void Reads_queries_and_gallery(string list, string images)
    {
        Write(list, $"4\n{Header}img/WOMEN/Dresses/id_00000002/02_1_front.jpg   id_00000002 train\nimg/MEN/Denim/id_00000003/01_1_front.jpg id_00000003 query\n" +
            "img/MEN/Denim/id_00000003/01_2_side.jpg id_00000003 gallery\nimg/WOMEN/Dresses/id_00000001/01_1_front.jpg id_00000001 gallery\n");
        foreach (string image in (string[])["WOMEN/Dresses/id_00000002/02_1_front.jpg", "MEN/Denim/id_00000003/01_1_front.jpg", "MEN/Denim/id_00000003/01_2_side.jpg", "WOMEN/Dresses/id_00000001/01_1_front.jpg"])
        {
            Write($"{images}/{image}", "");
        }

        ImageIndex index = Load()!;
        Assert.Equal(["id_00000001", "id_00000002", "id_00000003"], index.ClassNames);
        Assert.Equal(["MEN/Denim", "WOMEN/Dresses"], index.CategoryNames);
        Assert.Equal(
            [(1, 1, ItemPart.Train, true, true), (2, 0, ItemPart.Test, true, false), (2, 0, ItemPart.Test, false, true), (0, 1, ItemPart.Test, false, true)],
            index.Items.Select(item => (item.Label, item.Category!.Value, item.Part, item.IsQuery, item.IsGallery)));
        Assert.All(index.Items, item => Assert.True(File.Exists(index.FileOf(item))));
    }

    [Fact]
    public void Paths_of_another_form_have_no_category()
    {
        Write("inshop/list_eval_partition.txt", $"1\n{Header}img/1.jpg a train\n");
        Write("inshop/img/1.jpg", "");
        ImageIndex index = Load()!;
        Assert.Empty(index.CategoryNames);
        Assert.Null(index.Items[0].Category);
    }

    [Fact]
    public void A_missing_set_names_every_path()
    {
        Write("inshop/list_eval_partition.txt", "");
        Assert.Null(InShop.TryLoad([_root], "inshop", out IReadOnlyList<string> looked));
        Assert.Equal([Path.Combine(_root, "inshop", "", "img/"), Path.Combine(_root, "inshop", "", "Img/img/")], looked);
        Assert.Contains("a folder named inshop", InShop.HowToGet("inshop"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1: expected the number of images that are listed, 0, found nothing.")]
    [InlineData("x\n", "line 1: expected the number of images of 1 or more, found \"x\".")]
    [InlineData($"2\n{Header}img/1.jpg a train\n", "line 1: expected the number of images that are listed, 1, found 2.")]
    [InlineData("1\nname id status\nimg/1.jpg a train\n", "line 2: expected the header image_name item_id evaluation_status")]
    [InlineData($"1\n{Header}img/1.jpg a val\n", "line 3: expected train, query or gallery, found \"val\".")]
    [InlineData($"1\n{Header}img/1.jpg a\n", "line 3: expected image_name item_id evaluation_status, found \"img/1.jpg a\".")]
    [InlineData($"2\n{Header}img/1.jpg a train\nimg/2.jpg a query\n", "found a in both, as in img/2.jpg.")]
    [InlineData($"2\n{Header}img/1.jpg a train\nimg/2.jpg b query\n", "the first of 1 missing files is img/2.jpg.")]
    public void A_damaged_list_is_refused(string list, string message)
    {
        Write("inshop/list_eval_partition.txt", list);
        Write("inshop/img/1.jpg", "");
        Assert.Contains(message, Assert.Throws<InvalidDataException>(Load).Message, StringComparison.Ordinal);
    }

    private ImageIndex? Load() => InShop.TryLoad([_root], "inshop", out _);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
