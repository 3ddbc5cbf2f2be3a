using System.Globalization;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class CifarTests : IDisposable
{
    private const int Pixels = 3 * 32 * 32;
    private static readonly string[] _tenFiles = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("cifar10")]
    [InlineData("cifar10/cifar-10-batches-bin")]
    public void Reads_the_batches_of_ten_classes(string place)
    {
        string folder = WriteTen(place);
        ImageIndex index = Cifar.TryLoad([Path.Combine(_root, "other"), _root], "cifar10", out _)!;
        Assert.Equal(("cifar10", folder, 12), (index.Name, index.Root, index.Items.Count));
        Assert.Equal("airplane", index.ClassNames[0]);
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6], index.Items.Select(item => item.Label));
        Assert.Equal(10, index.Items.Count(item => item.Part == ItemPart.Train));
        ImageItem last = index.Items[^1];
        Assert.Equal(("test_batch.bin", ItemPart.Test, null), (last.Path, last.Part, last.Category));
        Assert.Equal(new RawPixels(3073 + 1, 3, 32, 32), last.Raw);
        // The pixels of each made image are its label.
        Assert.All(index.Items, item => Assert.All(File.ReadAllBytes(index.FileOf(item)).AsSpan((int)item.Raw!.Offset, Pixels).ToArray(), pixel => Assert.Equal(item.Label, pixel)));
        Assert.Equal(["Officially there are 50000 images to train on and 10000 to test on; here are 10 and 2."], index.Notes);
        Assert.Contains("Krizhevsky", index.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cifar100")]
    [InlineData("cifar100/cifar-100-binary")]
    public void Reads_the_batches_of_a_hundred_classes_with_their_superclasses(string place)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, place)).FullName;
        File.WriteAllBytes(Path.Combine(folder, "train.bin"), [19, 99, .. new byte[Pixels], 0, 1, .. new byte[Pixels]]);
        File.WriteAllBytes(Path.Combine(folder, "test.bin"), [7, 42, .. new byte[Pixels]]);
        WriteNames(folder, "fine_label_names.txt", 100);
        WriteNames(folder, "coarse_label_names.txt", 20);
        ImageIndex index = Cifar.Load(Path.Combine(_root, "cifar100"), "cifar100");
        Assert.Equal([(99, 19), (1, 0), (42, 7)], index.Items.Select(item => (item.Label, item.Category!.Value)));
        Assert.Equal([2L, 2L + 3074, 2L], index.Items.Select(item => item.Raw!.Offset));
        Assert.Equal((100, 20), (index.ClassNames.Count, index.CategoryNames.Count));
        Assert.Equal([ItemPart.Train, ItemPart.Train, ItemPart.Test], index.Items.Select(item => item.Part));
        CheckRefused("cifar100", Path.Combine(folder, "test.bin"), [20, 0, .. new byte[Pixels]], "at byte 0: expected a superclass from 0 to 19, found 20.");
        CheckRefused("cifar100", Path.Combine(folder, "test.bin"), [1, 100, .. new byte[Pixels]], "at byte 1: expected a class from 0 to 99, found 100.");
    }

    [Fact]
    public void Batches_of_another_length_and_labels_out_of_range_are_refused_with_their_place()
    {
        string folder = WriteTen("cifar10");
        string batch = Path.Combine(folder, "data_batch_3.bin");
        byte[] record = [3, .. new byte[Pixels]];
        CheckRefused("cifar10", batch, [.. record, .. record[..^1]], "at byte 3073: expected records of 3073 bytes, found 3072 bytes, the rest of the file.");
        CheckRefused("cifar10", batch, [], "at byte 0: expected records of 3073 bytes, found an empty file.");
        CheckRefused("cifar10", batch, [.. record, .. record, 10, .. new byte[Pixels]], "at byte 6146: expected a class from 0 to 9, found 10.");
        File.WriteAllBytes(batch, record);
        string names = Path.Combine(folder, "batches.meta.txt");
        CheckRefused("cifar10", names, "one\ntwo\n"u8.ToArray(), "expected 10 names, one a line, found 2.");
        CheckRefused("cifar10", names, "a\nb\nc\nd\ne\nf\ng\nh\ni\na\n"u8.ToArray(), "expected different names, found a twice.");
    }

    [Fact]
    public void Damaged_batches_are_refused_or_read_as_a_naive_reading_has_it()
    {
        string folder = WriteTen("cifar10");
        string batch = Path.Combine(folder, "data_batch_1.bin");
        int read = 0;
        (from labels in Gen.Byte[0, 9].Array[1, 3]
         from damaged in Gen.OneOf(
             Damage.Of([.. labels.SelectMany(label => (byte[])[label, .. new byte[Pixels]])]),
             from sound in Gen.Const((byte[])[.. labels.SelectMany(label => (byte[])[label, .. new byte[Pixels]])])
             from record in Gen.Int[0, labels.Length - 1]
             from value in Gen.Byte[0, 20]
             select (byte[])[.. sound[..(record * (Pixels + 1))], value, .. sound[((record * (Pixels + 1)) + 1)..]])
         select damaged).Sample(
            damaged =>
            {
                File.WriteAllBytes(batch, damaged);
                int[] expected = [.. Enumerable.Range(0, damaged.Length / (Pixels + 1)).Select(i => (int)damaged[i * (Pixels + 1)])];
                bool isSound = damaged.Length > 0 && damaged.Length % (Pixels + 1) == 0 && expected.All(label => label < 10);
                long before = GC.GetAllocatedBytesForCurrentThread();
                int[]? found = null;
                try
                {
                    found = [.. Cifar.Load(folder, "cifar10").Items.Where(item => item.Path == "data_batch_1.bin").Select(item => item.Label)];
                    read++;
                }
                catch (InvalidDataException problem)
                {
                    Assert.Matches("^.+: at byte [0-9]+: expected .+, found .+", problem.Message);
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (256 * 1024) + damaged.Length);
                return isSound ? found is not null && found.SequenceEqual(expected) : found is null;
            },
            iter: Damage.Rounds,
            threads: 1);
        Assert.InRange(read, Damage.Rounds / 5, Damage.Rounds * 4 / 5);
    }

    [Fact]
    public void Pictures_in_folders_are_read_where_there_are_no_batches()
    {
        string folder = Path.Combine(_root, "cifar10");
        string[] classes = [.. Enumerable.Range(0, 10).Select(label => $"{(char)('Z' - label)}{label}")];
        foreach (string name in classes)
        {
            WriteFiles(Path.Combine(folder, "train", name), "0002.jpg", "0001.JPG", "B.png", "a.webp", ".hidden.jpg", "notes.txt");
            WriteFiles(Path.Combine(folder, "test", name), "0000.jpg");
        }

        ImageIndex index = Cifar.Load(folder, "cifar10");
        Assert.Equal(classes.Order(StringComparer.Ordinal), index.ClassNames);
        Assert.Equal(["train/Q9/0001.JPG", "train/Q9/0002.jpg", "train/Q9/B.png", "train/Q9/a.webp", "train/R8/0001.JPG"], index.Items.Take(5).Select(item => item.Path));
        Assert.Equal([0, 0, 0, 0, 1], index.Items.Take(5).Select(item => item.Label));
        Assert.Equal(10, index.Items.Count(item => item is { Part: ItemPart.Test, Raw: null }));
        Assert.Contains("Read from 50 pictures", Assert.Single(index.Notes), StringComparison.Ordinal);

        Directory.Delete(Path.Combine(folder, "test", "Q9"), recursive: true);
        Assert.Contains("expected pictures (.jpg, .jpeg, .png, .webp, .bmp), found none", Assert.Throws<InvalidDataException>(() => Cifar.Load(folder, "cifar10")).Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(folder, "train", "Q9"), recursive: true);
        Assert.Contains("expected the folders of 10 classes in train and test, found 9", Assert.Throws<InvalidDataException>(() => Cifar.Load(folder, "cifar10")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_set_names_every_path_looked_at()
    {
        string folder = WriteTen("cifar10");
        File.Delete(Path.Combine(folder, "data_batch_4.bin"));
        DatasetNotFoundException problem = Assert.Throws<DatasetNotFoundException>(() => Cifar.Load(folder, "cifar10"));
        Assert.Contains(Path.Combine(folder, "data_batch_4.bin"), problem.PathsTried);
        Assert.DoesNotContain(Path.Combine(folder, "data_batch_3.bin"), problem.PathsTried);
        Assert.Contains(Path.Combine(folder, "cifar-10-batches-bin", "test_batch.bin"), problem.PathsTried);
        Assert.Contains(Path.Combine(folder, "train"), problem.PathsTried);
        Assert.Contains("cifar-10-binary.tar.gz", problem.HowToGet, StringComparison.Ordinal);
        Assert.Null(Cifar.TryLoad([_root], "cifar100", out IReadOnlyList<string> looked));
        Assert.Contains(Path.Combine(_root, "cifar100", "cifar-100-binary", "coarse_label_names.txt"), looked);
        Assert.Throws<ArgumentException>(() => Cifar.Load(folder, "cifar11"));
    }

    [Fact]
    public void The_real_sets_have_the_published_counts()
    {
        string? data = Environment.GetEnvironmentVariable("DEEPMETRIC_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "DEEPMETRIC_DATA is not set; it names the folder that holds cifar10/ or cifar100/");
        string[] roots = data!.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        ImageIndex[] found = [.. new[] { "cifar10", "cifar100" }.Select(name => Cifar.TryLoad(roots, name, out _)).OfType<ImageIndex>()];
        Assert.SkipWhen(found.Length == 0, $"{data} holds neither cifar10/ nor cifar100/");
        foreach (ImageIndex index in found)
        {
            int classes = index.Name == "cifar10" ? 10 : 100;
            Assert.Equal(classes, index.ClassNames.Count);
            int[] counts = [.. index.Items.GroupBy(item => (item.Part, item.Label)).OrderBy(group => group.Key).Select(group => group.Count())];
            Assert.Equal([.. Enumerable.Repeat(50_000 / classes, classes), .. Enumerable.Repeat(10_000 / classes, classes)], counts);
        }
    }

    private static void CheckRefused(string name, string path, byte[] content, string message)
    {
        File.WriteAllBytes(path, content);
        Assert.Equal($"{path}: {message}", Assert.Throws<InvalidDataException>(() => Cifar.Load(Path.GetDirectoryName(path)!, name)).Message);
    }

    private static void WriteFiles(string folder, params string[] names)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in names)
        {
            File.WriteAllBytes(Path.Combine(folder, name), [1]);
        }
    }

    private static void WriteNames(string folder, string file, int count) =>
        File.WriteAllLines(Path.Combine(folder, file), Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"name {i}")));

    private string WriteTen(string place)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, place)).FullName;
        for (int i = 0; i < _tenFiles.Length; i++)
        {
            byte[][] images = [.. new[] { i, i + 1 }.Select(label => (byte[])[(byte)label, .. Enumerable.Repeat((byte)label, Pixels)])];
            File.WriteAllBytes(Path.Combine(folder, _tenFiles[i]), [.. images[0], .. images[1]]);
        }

        File.WriteAllText(Path.Combine(folder, "batches.meta.txt"), "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        return folder;
    }
}
