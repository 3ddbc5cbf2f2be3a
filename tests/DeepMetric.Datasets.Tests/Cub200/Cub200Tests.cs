namespace DeepMetric.Datasets.Tests;

public sealed class Cub200Tests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("cub200")]
    [InlineData("cub200/CUB_200_2011")]
    public void Reads_the_annotations_with_either_split(string place)
    {
        string folder = WriteSet(place);
        ImageIndex index = Cub200.TryLoad([Path.Combine(_root, "other"), _root], "cub200", classDisjoint: true, checkImages: true, out _)!;
        Assert.Equal(("cub200", folder), (index.Name, index.Root));
        Assert.Equal(["images/001.Gull/a.jpg", "images/001.Gull/b.jpg", "images/002.Wren/c.jpg", "images/002.Wren/d.jpg"], index.Items.Select(item => item.Path));
        Assert.Equal(["001.Gull", "002.Wren"], index.ClassNames);
        Assert.Equal([0, 0, 1, 1], index.Items.Select(item => item.Label));
        Assert.Equal([ItemPart.Train, ItemPart.Train, ItemPart.Test, ItemPart.Test], index.Items.Select(item => item.Part));
        Assert.Equal(new PixelBox(60, 27.5, 325, 304), index.Items[0].Box);
        Assert.Empty(index.CategoryNames);
        Assert.Contains("Wah", index.Source, StringComparison.Ordinal);
        Assert.Equal(["Officially there are 11788 images; the annotations here list 4."], index.Notes);
        Assert.Equal([ItemPart.Test, ItemPart.Train, ItemPart.Test, ItemPart.Train], Cub200.Load(Path.Combine(_root, "cub200"), classDisjoint: false).Items.Select(item => item.Part));
        Assert.All(index.Items, item => Assert.True(File.Exists(index.FileOf(item))));
    }

    [Fact]
    public void Missing_images_are_counted_and_the_first_is_named_unless_they_do_not_matter()
    {
        string folder = WriteSet("cub200");
        Directory.Delete(Path.Combine(folder, "images", "002.Wren"), recursive: true);
        Assert.Equal(
            $"{Path.Combine(folder, "images.txt")}: expected its 4 images below {folder}, found 2; the first of 2 missing files is images/002.Wren/c.jpg.",
            Assert.Throws<InvalidDataException>(() => Cub200.Load(folder)).Message);
        Directory.Delete(Path.Combine(folder, "images"), recursive: true);
        Assert.Equal(4, Cub200.Load(folder, checkImages: false).Items.Count);
        DatasetNotFoundException problem = Assert.Throws<DatasetNotFoundException>(() => Cub200.Load(folder));
        Assert.Contains(Path.Combine(folder, "images"), problem.PathsTried);
        Assert.Contains(Path.Combine(folder, "CUB_200_2011", "bounding_boxes.txt"), problem.PathsTried);
        Assert.DoesNotContain(Path.Combine(folder, "images.txt"), problem.PathsTried);
    }

    [Theory]
    [InlineData("images.txt", "1 001.Gull/a.jpg\n3 001.Gull/b.jpg", ", line 2: expected the running number 2, found \"3\".")]
    [InlineData("images.txt", "1 001.Gull/a.jpg\n2", ", line 2: expected a running number and 1 more field in UTF-8, found \"2\".")]
    [InlineData("images.txt", "1 ../../a.jpg", ", line 1: expected the path of an image, found \"../../a.jpg\".")]
    [InlineData("images.txt", "\n", ", line 2: expected one row or more, found the end of the file after 0.")]
    [InlineData("image_class_labels.txt", "1 1\n2 1\n3 3\n4 2", ", line 3: expected a whole number from 1 to 2, found \"3\".")]
    [InlineData("image_class_labels.txt", "1 1\n2 1\n3 2", ", line 4: expected 4 rows in all, found the end of the file after 3.")]
    [InlineData("train_test_split.txt", "1 0\n2 1\n3 0\n4 yes", ", line 4: expected a whole number from 0 to 1, found \"yes\".")]
    [InlineData("bounding_boxes.txt", "1 1 1 1 1\n2 1 1 1 1\n3 1 1 1\n4 1 1 1 1", ", line 3: expected a running number and 4 more fields in UTF-8, found \"3 1 1 1\".")]
    [InlineData("bounding_boxes.txt", "1 1 1 1 1\n2 1 1 0.0 1\n3 1 1 1 1\n4 1 1 1 1", ", line 2: expected a number above 0, found \"0.0\".")]
    [InlineData("bounding_boxes.txt", "1 1 1 1 1\n2 -1 1 1 1\n3 1 1 1 1\n4 1 1 1 1", ", line 2: expected a number of 0 or more, found \"-1\".")]
    public void A_wrong_line_is_refused_with_its_number(string file, string content, string message)
    {
        string folder = WriteSet("cub200");
        string path = Path.Combine(folder, file);
        File.WriteAllText(path, content);
        if (file == "images.txt" && content.StartsWith("1 ..", StringComparison.Ordinal))
        {
            File.WriteAllText(Path.Combine(folder, "image_class_labels.txt"), "1 1");
            File.WriteAllText(Path.Combine(folder, "train_test_split.txt"), "1 1");
            File.WriteAllText(Path.Combine(folder, "bounding_boxes.txt"), "1 1 1 1 1");
        }

        Assert.Equal(path + message, Assert.Throws<InvalidDataException>(() => Cub200.Load(folder)).Message);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        string path = Path.Combine(WriteSet("cub200"), "images.txt");
        File.WriteAllBytes(path, [.. "1 001.Gull/"u8, 0xFF, .. ".jpg\n"u8]);
        Assert.StartsWith($"{path}, line 1: expected a running number and 1 more field in UTF-8", Assert.Throws<InvalidDataException>(() => Cub200.Load(Path.Combine(_root, "cub200"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_annotations_have_the_published_counts()
    {
        string? data = Environment.GetEnvironmentVariable("DEEPMETRIC_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "DEEPMETRIC_DATA is not set; it names the folder that holds cub200/ or cub-200-2011/");
        string[] roots = data!.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? name = new[] { "cub200", "cub-200-2011" }.FirstOrDefault(name => Cub200.TryLoad(roots, name, classDisjoint: true, checkImages: false, out _) is not null);
        Assert.SkipWhen(name is null, $"{data} holds neither cub200/ nor cub-200-2011/");
        ImageIndex disjoint = Cub200.TryLoad(roots, name!, classDisjoint: true, checkImages: false, out _)!;
        ImageIndex official = Cub200.TryLoad(roots, name!, classDisjoint: false, checkImages: false, out _)!;
        Assert.Equal((11_788, 200), (disjoint.Items.Count, disjoint.ClassNames.Count));
        Assert.Equal((5_864, 5_924), Counts(disjoint));
        Assert.Equal((5_994, 5_794), Counts(official));
        Assert.Equal("images/001.Black_footed_Albatross/Black_Footed_Albatross_0046_18.jpg", disjoint.Items[0].Path);
        Assert.Equal(new PixelBox(60, 27, 325, 304), disjoint.Items[0].Box);
        Assert.All(disjoint.Items, item => Assert.StartsWith($"images/{disjoint.ClassNames[item.Label]}/", item.Path, StringComparison.Ordinal));
        Assert.Empty(disjoint.Notes);

        static (int Train, int Test) Counts(ImageIndex index) => (index.Items.Count(item => item.Part == ItemPart.Train), index.Items.Count(item => item.Part == ItemPart.Test));
    }

    private string WriteSet(string place)
    {
        string folder = Path.Combine(_root, place.Replace('/', Path.DirectorySeparatorChar));
        string[] images = ["001.Gull/a.jpg", "001.Gull/b.jpg", "002.Wren/c.jpg", "002.Wren/d.jpg"];
        foreach (string image in images)
        {
            string path = Path.Combine(folder, "images", image);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [0xFF, 0xD8]);
        }

        Write("images.txt", images);
        Write("image_class_labels.txt", "1", "1", "2", "2");
        Write("train_test_split.txt", "0", "1", "0", "1");
        Write("bounding_boxes.txt", "60.0 27.5 325.0 304.0", "0.0 0.0 1.0 1.0", "1.0 1.0 1.0 1.0", "2.0 2.0 2.0 2.0");
        Write("classes.txt", "001.Gull", "002.Wren");
        return folder;

        void Write(string name, params string[] rows) => File.WriteAllLines(Path.Combine(folder, name), rows.Select((row, i) => $"{i + 1} {row}"));
    }
}
