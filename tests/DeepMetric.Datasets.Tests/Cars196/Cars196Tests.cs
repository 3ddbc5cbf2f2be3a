namespace DeepMetric.Datasets.Tests;

public sealed class Cars196Tests : IDisposable
{
    private static readonly string[] _classes = ["Audi TT 2012", "BMW M3 2012", "Fiat 500 2012", "Tesla S 2012"];
    private static readonly string[] _fields = ["bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname"];
    private static readonly MatBytes _writer = new() { IsCompressed = true };
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    private string Folder => Path.Combine(_root, "cars196");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_folder_with_the_training_part_alone_is_a_whole_set()
    {
        WriteDevkit();
        ImageIndex index = Cars196.TryLoad([Path.Combine(_root, "other"), _root], "cars196", classDisjoint: true, checkImages: true, out _)!;
        Assert.Equal(("cars196", Folder), (index.Name, index.Root));
        Assert.Equal(["cars_train/00001.jpg", "cars_train/00002.jpg", "cars_train/00003.jpg"], index.Items.Select(item => item.Path));
        Assert.Equal([3, 0, 2], index.Items.Select(item => item.Label));
        Assert.Equal([ItemPart.Test, ItemPart.Train, ItemPart.Test], index.Items.Select(item => item.Part));
        Assert.Equal(_classes, index.ClassNames);
        Assert.Equal(new PixelBox(38, 115, 538, 255), index.Items[0].Box);
        Assert.Contains(index.Notes, note => note.Contains("cars_test_annos_withlabels.mat, is missing: the 3 official training images are the whole set", StringComparison.Ordinal));
        Assert.Contains(index.Notes, note => note.Contains("Officially there are 8144 images; the annotations here list 3.", StringComparison.Ordinal));
        Assert.All(Cars196.Load(Folder, classDisjoint: false).Items, item => Assert.Equal(ItemPart.Train, item.Part));
    }

    [Theory]
    [InlineData("")]
    [InlineData("devkit")]
    public void The_test_part_is_read_where_its_labels_and_images_are(string labelFolder)
    {
        WriteDevkit();
        WriteTestPart(labelFolder);
        Assert.Equal([ItemPart.Test, ItemPart.Train, ItemPart.Test, ItemPart.Train, ItemPart.Test], Cars196.Load(Folder).Items.Select(item => item.Part));
        ImageIndex official = Cars196.Load(Folder, classDisjoint: false);
        Assert.Equal([ItemPart.Train, ItemPart.Train, ItemPart.Train, ItemPart.Test, ItemPart.Test], official.Items.Select(item => item.Part));
        Assert.Equal("cars_test/00001.jpg", official.Items[3].Path);
        Directory.Delete(Path.Combine(Folder, "cars_test"), recursive: true);
        Assert.Contains(Cars196.Load(Folder).Notes, note => note.Contains("as the folder cars_test is missing: the 3 official training images", StringComparison.Ordinal));
    }

    [Fact]
    public void The_single_file_of_annotations_is_read_and_preferred_to_a_training_part_alone()
    {
        WriteDevkit();
        string[] fields = ["relative_im_path", "bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "test"];
        MatValue[] Car(string path, double label, double test) => [MatBytes.Text(path), .. Numbers(1, 1, 10, 20, label, test)];
        MatValue.Structs annotations = MatBytes.Structs(fields, Car("car_ims/000001.jpg", 1, 1), Car("car_ims/000002.jpg", 4, 0));
        Write("cars_annos.mat", ("annotations", annotations), ("class_names", MatBytes.Names(_classes)));
        WriteImages("car_ims", "000001.jpg", "000002.jpg");
        ImageIndex index = Cars196.Load(Folder);
        Assert.Equal(["car_ims/000001.jpg", "car_ims/000002.jpg"], index.Items.Select(item => item.Path));
        Assert.Equal([ItemPart.Train, ItemPart.Test], index.Items.Select(item => item.Part));
        Assert.Equal([ItemPart.Test, ItemPart.Train], Cars196.Load(Folder, classDisjoint: false).Items.Select(item => item.Part));
        Assert.Equal(new PixelBox(0, 0, 10, 20), index.Items[0].Box);
    }

    [Fact]
    public void Missing_images_are_counted_and_the_first_is_named_unless_they_do_not_matter()
    {
        WriteDevkit();
        File.Delete(Path.Combine(Folder, "cars_train", "00002.jpg"));
        File.Delete(Path.Combine(Folder, "cars_train", "00003.jpg"));
        string annotations = Path.Combine(Folder, "devkit", "cars_train_annos.mat");
        Assert.Equal(
            $"{annotations}: expected its 3 images below {Folder}, found 1; the first of 2 missing files is cars_train/00002.jpg.",
            Assert.Throws<InvalidDataException>(() => Cars196.Load(Folder)).Message);
        Assert.Equal(3, Cars196.Load(Folder, checkImages: false).Items.Count);
    }

    [Fact]
    public void A_missing_set_names_every_path_looked_at()
    {
        Assert.Null(Cars196.TryLoad([_root], "cars196", classDisjoint: true, checkImages: true, out IReadOnlyList<string> looked));
        Assert.Contains(Path.Combine(Folder, "devkit", "cars_train_annos.mat"), looked);
        Assert.Contains(Path.Combine(Folder, "cars_annos.mat"), looked);
        Assert.Contains(Path.Combine(Folder, "car_ims"), looked);
        Assert.Contains("a folder named cars196", Assert.Throws<DatasetNotFoundException>(() => Cars196.Load(Folder)).HowToGet, StringComparison.Ordinal);
        Assert.Null(Cars196.TryLoad([], "cars196", classDisjoint: true, checkImages: true, out looked));
        Assert.Empty(looked);
    }

    [Theory]
    [InlineData("class", 5.0, "annotations(2).class: expected a whole number from 1 to 4, found 5.")]
    [InlineData("class", 1.5, "annotations(2).class: expected a whole number from 1 to 4, found 1.5.")]
    [InlineData("bbox_x1", 0.0, "annotations(2).bbox_x1: expected a whole number from 1 to 2147483647, found 0.")]
    [InlineData("bbox_x2", 9.0, "annotations(2).bbox_x2: expected a whole number from 10 to 2147483647, found 9.")]
    [InlineData("fname", 9.0, "annotations(2).fname: expected the name of a file, found a 1x1 double array.")]
    public void A_wrong_value_is_refused_with_its_place(string field, double value, string message)
    {
        WriteDevkit();
        MatValue[] car = Car(10, 10, 20, 20, 1, "00002.jpg");
        car[Array.IndexOf(_fields, field)] = MatBytes.Number(value);
        string path = Write("devkit/cars_train_annos.mat", ("annotations", MatBytes.Structs(_fields, Car(10, 10, 20, 20, 1, "00001.jpg"), car)));
        Assert.Equal($"{path}: {message}", Assert.Throws<InvalidDataException>(() => Cars196.Load(Folder)).Message);
    }

    [Theory]
    [InlineData("../../secret.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData("a\\..\\b.jpg")]
    public void A_path_out_of_the_folder_is_refused(string name)
    {
        WriteDevkit();
        Write("devkit/cars_train_annos.mat", ("annotations", MatBytes.Structs(_fields, Car(1, 1, 2, 2, 1, name))));
        Assert.Contains("annotations(1).fname: expected the name of a file, found \"", Assert.Throws<InvalidDataException>(() => Cars196.Load(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_another_content_are_refused()
    {
        WriteDevkit();
        string path = Write("devkit/cars_train_annos.mat", ("cars", MatBytes.Number(1)), ("annos", MatBytes.Number(1)));
        Check("expected a variable annotations, found annos, cars.");
        Write("devkit/cars_train_annos.mat", ("annotations", MatBytes.Number(1)));
        Check("expected annotations to be a struct array, found a 1x1 double array.");
        Write("devkit/cars_train_annos.mat", ("annotations", MatBytes.Structs(["fname"], [MatBytes.Text("00001.jpg")])));
        Check("expected annotations to have the field bbox_x1, found fname.");
        Write("devkit/cars_train_annos.mat", ("annotations", MatBytes.Structs(_fields, Car(1, 1, 2, 2, 1, "00001.jpg"), Car(1, 1, 2, 2, 2, "00001.jpg"))));
        Check("expected each image once, found cars_train/00001.jpg twice.");
        path = Write("devkit/cars_meta.mat", ("class_names", MatBytes.Names("Audi", "BMW", "Audi")));
        Check("class_names(3): expected a name of its own, found a second Audi.");
        path = Write("devkit/cars_meta.mat", ("class_names", MatBytes.Names("Audi", "")));
        Check("class_names(2): expected a name, found a 1x0 char array.");

        void Check(string message)
        {
            string found = Assert.Throws<InvalidDataException>(() => Cars196.Load(Folder)).Message;
            Assert.StartsWith(path, found, StringComparison.Ordinal);
            Assert.EndsWith(message, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_real_files_have_the_published_counts()
    {
        string? data = Environment.GetEnvironmentVariable("DEEPMETRIC_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "DEEPMETRIC_DATA is not set; it names the folder that holds cars196/");
        string[] roots = data!.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        ImageIndex? index = Cars196.TryLoad(roots, "cars196", classDisjoint: true, checkImages: true, out _);
        Assert.SkipWhen(index is null, $"{data} does not hold cars196/");
        Assert.Equal(196, index!.ClassNames.Count);
        Assert.Equal(("AM General Hummer SUV 2000", "smart fortwo Convertible 2012"), (index.ClassNames[0], index.ClassNames[195]));
        (int, int) found = (index.Items.Count(item => item.Part == ItemPart.Train), index.Items.Count(item => item.Part == ItemPart.Test));
        Assert.Equal(index.Items.Count == 8_144 ? (4_052, 4_092) : (8_054, 8_131), found);
    }

    private static MatValue[] Numbers(params double[] values) => [.. values.Select(MatBytes.Number)];

    private static MatValue[] Car(double left, double top, double right, double bottom, double label, string file) => [.. Numbers(left, top, right, bottom, label), MatBytes.Text(file)];

    private void WriteDevkit()
    {
        Write("devkit/cars_meta.mat", ("class_names", MatBytes.Names(_classes)));
        MatValue.Structs cars = MatBytes.Structs(_fields, Car(39, 116, 576, 370, 4, "00001.jpg"), Car(1, 1, 2, 2, 1, "00002.jpg"), Car(5, 5, 6, 60, 3, "00003.jpg"));
        Write("devkit/cars_train_annos.mat", ("annotations", cars));
        WriteImages("cars_train", "00001.jpg", "00002.jpg", "00003.jpg");
    }

    private void WriteTestPart(string labelFolder)
    {
        MatValue.Structs cars = MatBytes.Structs(_fields, Car(1, 1, 9, 9, 2, "00001.jpg"), Car(1, 1, 9, 9, 4, "00002.jpg"));
        Write(Path.Combine(labelFolder, "cars_test_annos_withlabels.mat"), ("annotations", cars));
        WriteImages("cars_test", "00001.jpg", "00002.jpg");
    }

    private string Write(string name, params (string, MatValue)[] variables)
    {
        string path = Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, _writer.File(variables));
        return path;
    }

    private void WriteImages(string folder, params string[] names)
    {
        string path = Directory.CreateDirectory(Path.Combine(Folder, folder)).FullName;
        foreach (string name in names)
        {
            File.WriteAllBytes(Path.Combine(path, name), [0xFF, 0xD8]);
        }
    }
}
