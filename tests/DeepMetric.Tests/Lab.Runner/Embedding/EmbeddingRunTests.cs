using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Tests.Lab.Runner.Embedding;

public sealed class EmbeddingRunTests : IDisposable
{
    private const int Pictures = 26;
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;
    private readonly string _model;
    private readonly string _pictures;

    public EmbeddingRunTests()
    {
        _model = SmallModel.OfImages(Path.Combine(_root, "model"));
        _pictures = Path.Combine(_root, "meine Bilder");
        for (int i = 0; i < Pictures; i++)
        {
            SmallModel.WritePicture(PictureAt(i), i);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.csv")]
    [InlineData("x.parquet")]
    public void Rows_are_those_of_the_model_on_an_image_set_with_names_and_labels(string file)
    {
        string output = Path.Combine(_root, file);
        EmbeddingRecord record = Run(Job(output));
        VectorSet read = Read(output);
        using EmbeddingModel model = EmbeddingModel.Load(_model, threads: 1);
        LabeledSet images = ImageSet.Open(ImageFolder.Read(_pictures, cancellationToken: TestContext.Current.CancellationToken), new ImageLoading { Preparation = model.Preparation }, TestContext.Current.CancellationToken).Items;
        float[] expected = model.Embed(images, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Pictures, record.Items);
        Assert.Equal(expected.Length, read.Items.Values.Length);
        Assert.All(expected.Zip(read.Items.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(images.ItemNames, read.ItemNames);
        Assert.Equal(["grün", "rot 2"], read.ClassNames);
        Assert.Equal(images.Labels, read.Items.Labels);
        Assert.True(read.Items.Values.Distinct().Count() > Pictures);
        Assert.False(File.Exists(output + ".part") || File.Exists(output + ".part.jsonl"));
    }

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.csv")]
    [InlineData("x.parquet")]
    public void A_run_that_was_stopped_again_and_again_gives_the_bytes_of_an_undisturbed_one(string file)
    {
        BreakPicture(9);
        string whole = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "whole")).FullName, file);
        string stopped = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "stopped")).FullName, file);
        EmbeddingJob job = Job(whole) with { BatchSize = 4, SkipBroken = true };
        Run(job);
        int stops = 0;
        while (true)
        {
            using var cancellation = new CancellationTokenSource();
            try
            {
                // The first report is of what was done before; one block more is done each time.
                EmbeddingRun.Run(job with { OutputPath = stopped, Resume = true }, new After(2, cancellation.Cancel), cancellation.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                stops++;
                Assert.False(File.Exists(stopped));
            }
        }

        Assert.True(stops >= 4, $"only {stops} stops");
        foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(whole)!))
        {
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(stopped)!, Path.GetFileName(path))));
        }

        Assert.Equal(Directory.EnumerateFiles(Path.GetDirectoryName(whole)!).Count(), Directory.EnumerateFiles(Path.GetDirectoryName(stopped)!).Count());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-3)]
    [InlineData(-100)]
    public void Rows_that_reached_the_disk_in_part_are_computed_again(int lost)
    {
        string whole = Path.Combine(_root, "whole.npy");
        string torn = Path.Combine(_root, "torn.npy");
        EmbeddingJob job = Job(whole) with { BatchSize = 4 };
        Run(job);
        StopAfter(job with { OutputPath = torn }, 4);
        string rows = torn + ".part";
        using (FileStream stream = File.OpenWrite(rows))
        {
            if (lost < 0)
            {
                stream.SetLength(stream.Length + lost);
            }
            else
            {
                stream.Position = stream.Length - lost;
                stream.WriteByte(0x5A);
            }
        }

        File.AppendAllText(rows + ".jsonl", "{\"block\":{\"fir");
        Run(job with { OutputPath = torn, Resume = true });
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(torn));
    }

    [Fact]
    public void A_broken_image_ends_the_run_by_name_and_is_skipped_and_listed_when_asked_for()
    {
        BreakPicture(7);
        File.WriteAllBytes(PictureAt(20), []);
        string output = Path.Combine(_root, "x.npy");
        EmbeddingJob job = Job(output) with { BatchSize = 4 };
        ImageFileException problem = Assert.Throws<ImageFileException>(() => Run(job));
        Assert.Equal(PictureAt(7), problem.File);
        Assert.False(File.Exists(output));
        EmbeddingRecord record = Run(job with { SkipBroken = true, Resume = true });
        Assert.Equal(Pictures - 2, record.Items);
        Assert.Equal([Name(7), Name(20)], record.Skipped.Select(item => item.Item));
        Assert.Contains("empty", record.Skipped[1].Reason, StringComparison.Ordinal);
        IReadOnlyList<string> names = Read(output).ItemNames!;
        Assert.Equal(Pictures - 2, names.Count);
        Assert.DoesNotContain(Name(7), names);
    }

    [Fact]
    public void Other_data_or_settings_are_refused_when_it_goes_on()
    {
        string output = Path.Combine(_root, "x.csv");
        EmbeddingJob job = Job(output) with { BatchSize = 4 };
        StopAfter(job, 3);
        Assert.Contains("unfinished", Assert.Throws<IOException>(() => Run(job)).Message, StringComparison.Ordinal);
        job = job with { Resume = true };
        Assert.Contains("batch was 4 and is 5", Assert.Throws<InvalidDataException>(() => Run(job with { BatchSize = 5 })).Message, StringComparison.Ordinal);
        byte[] before = File.ReadAllBytes(PictureAt(1));
        SmallModel.WritePicture(PictureAt(1), 1000);
        Assert.Contains("items 0 to 3", Assert.Throws<InvalidDataException>(() => Run(job)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(PictureAt(1), before);
        File.Delete(PictureAt(25));
        Assert.Contains("items was", Assert.Throws<InvalidDataException>(() => Run(job)).Message, StringComparison.Ordinal);
        SmallModel.WritePicture(PictureAt(25), 25);
        Assert.Equal(Pictures, Run(job).Items);
    }

    [Fact]
    public void Images_without_classes_are_embedded_and_read_back_as_items_of_no_class()
    {
        string flat = Path.Combine(_root, "flat");
        SmallModel.WritePicture(Path.Combine(flat, "ä b.png"), 1);
        SmallModel.WritePicture(Path.Combine(flat, "deeper", "c.png"), 2);
        string output = Path.Combine(_root, "x.npy");
        EmbeddingRecord record = Run(Job(output) with { Dataset = flat });
        Assert.Equal((2, 2), (record.Items, record.WithoutClass));
        Assert.Contains("no classes", record.Notes[0], StringComparison.Ordinal);
        VectorSet read = Read(output);
        Assert.Equal(["deeper/c.png", "ä b.png"], read.ItemNames!);
        Assert.Equal([-1, -1], read.Items.Labels);
        string[] files = [Path.Combine(flat, "deeper", "c.png"), PictureAt(3)];
        Run(Job(output) with { Dataset = null, Files = files });
        Assert.Equal(files, Read(output).ItemNames!);
    }

    [Fact]
    public void Images_are_not_kept()
    {
        const int Many = 120;
        const int Side = 400;
        string large = Path.Combine(_root, "large");
        for (int i = 0; i < Many; i++)
        {
            SmallModel.WritePicture(Path.Combine(large, $"{i:000}.png"), i % 3, Side);
        }

        long smallest = long.MaxValue;
        long largest = 0;
        Run(Job(Path.Combine(_root, "x.npy")) with { Dataset = large, BatchSize = 4 }, new After(int.MaxValue, () => { }, () =>
        {
            long used = GC.GetTotalMemory(forceFullCollection: true);
            (smallest, largest) = (Math.Min(smallest, used), Math.Max(largest, used));
        }));

        // All images at once would be 58 MB as bytes, and their files half of that.
        Assert.InRange(largest - smallest, 0, 20_000_000);
    }

    [Fact]
    public void A_part_is_embedded_and_a_missing_one_refused()
    {
        string model = SmallModel.OfDigits(Path.Combine(_root, "digits"));
        string output = Path.Combine(_root, "x.csv");
        EmbeddingJob job = Job(output) with { ModelFolder = model, Dataset = "digits" };
        DatasetSplit digits = Digits.Load();
        EmbeddingRecord test = Run(job with { Part = ItemPart.Test });
        Assert.Equal((digits.Test.Count, "test"), (test.Items, test.Part));
        Assert.Equal(digits.Test.Labels, Read(output).Items.Labels);
        Assert.Equal(digits.Train.Count + digits.Test.Count, Run(job).Items);
        Assert.Contains("validation", Assert.Throws<ArgumentException>(() => Run(job with { Part = ItemPart.Validation })).Message, StringComparison.Ordinal);
        Assert.Contains("image files", Assert.Throws<ArgumentException>(() => Run(job with { Dataset = _pictures })).Message, StringComparison.Ordinal);
    }

    private EmbeddingJob Job(string output) => new() { ModelFolder = _model, Dataset = _pictures, OutputPath = output, Threads = 1 };

    private static string Name(int i) => $"{(i < Pictures / 2 ? "grün" : "rot 2")}/Bild {i:00}.png";

    private string PictureAt(int i) => Path.Combine(_pictures, Name(i).Replace('/', Path.DirectorySeparatorChar));

    private void BreakPicture(int i) => File.WriteAllBytes(PictureAt(i), File.ReadAllBytes(PictureAt(i))[..200]);

    private static EmbeddingRecord Run(EmbeddingJob job, IProgress<EmbeddingProgress>? progress = null) => EmbeddingRun.Run(job, progress, TestContext.Current.CancellationToken);

    private static VectorSet Read(string file) => VectorTable.Read(file, cancellationToken: TestContext.Current.CancellationToken);

    private static void StopAfter(EmbeddingJob job, int reports)
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => EmbeddingRun.Run(job, new After(reports, cancellation.Cancel), cancellation.Token));
    }

    private sealed class After(int reports, Action act, Action? each = null) : IProgress<EmbeddingProgress>
    {
        private int _left = reports;

        public void Report(EmbeddingProgress value)
        {
            each?.Invoke();
            if (--_left == 0)
            {
                act();
            }
        }
    }
}
