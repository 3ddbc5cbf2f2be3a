using System.Diagnostics;
using DeepMetric.Datasets;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Training;
using SkiaSharp;
using TorchSharp;

namespace DeepMetric.Benchmarks;

/// <summary>How fast images are read, beside a plain loop that only decodes, and whether a net ever waits for them.</summary>
internal static class ImagePipelineCost
{
    private const int Size = 128;
    private const int Repeats = 7;
    private const int Images = 4_000;
    private const int Classes = 24;
    private const int BatchSize = 64;
    private const int WarmUp = 2;
    private const int Steps = 20;

    public static void Print(string dataset, string dataRoot)
    {
        ImageIndex all = DatasetCatalog.ImagesOf(dataset, new DatasetRequest { DataRoots = [dataRoot] })!;
        var index = new ImageIndex(all.Name, all.Root, [.. all.Items.Take(Images).Select(item => item with { Category = null })], all.ClassNames);
        ImageSet set = ImageSet.Open(index, new ImageLoading { Size = Size, Storage = ImageStorage.None, Augmentation = Augmentation.ResizedCrop });
        string[] files = [.. index.Items.Select(index.FileOf)];
        var items = new Items(set.Items);
        (string What, Action Run)[] cases =
        [
            ("read and decoded (plain loop)", () => Each(files.Length, i => Plain(files[i], resize: false))),
            ($"read, decoded, scaled to {Size} by SkiaSharp (plain loop)", () => Each(files.Length, i => Plain(files[i], resize: true))),
            ($"read, decoded, centre scaled to {Size}, normalised", () => Each(files.Length, i => set.Items.Items.Read(i, Values(set)))),
            ($"read, decoded, random box scaled to {Size}, mirrored, normalised", () => Each(files.Length, i => set.Items.Items.ReadVaried(i, 1, 1, Values(set)))),
            ("the same as evaluated, in batches of tensors, in order, ahead of a net that does nothing", () => Consume(items)),
        ];
        foreach ((string _, Action run) in cases)
        {
            run();
        }

        // Turn by turn, so that whatever else the machine does meets all of them.
        double[][] rates = [.. cases.Select(_ => new double[Repeats])];
        double[][] processor = [.. cases.Select(_ => new double[Repeats])];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                var clock = Stopwatch.StartNew();
                cases[i].Run();
                rates[i][repeat] = files.Length / clock.Elapsed.TotalSeconds;
                processor[i][repeat] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / files.Length;
            }
        }

        Console.WriteLine($"| what is done with each image of {dataset} | images a second, median of {Repeats} | by the plain loop's | µs of a core, median | the plain loop's by it |");
        Console.WriteLine("|---|---|---|---|---|");
        for (int i = 0; i < cases.Length; i++)
        {
            double[] shares = [.. rates[i].Zip(rates[0], (rate, plain) => rate / plain)];
            double[] costs = [.. processor[0].Zip(processor[i], (plain, cost) => plain / cost)];
            Console.WriteLine($"| {cases[i].What} | {Median(rates[i]):N0} | {Median(shares):P0} | {Median(processor[i]):F0} | {Median(costs):P0} |");
        }

        Console.WriteLine();
        PrintTraining(all, Median(processor[3]));
    }

    /// <summary>
    /// The same training, on the same batches, with images that are decoded meanwhile, with decoded images in memory, and with values that lie ready. Only a few
    /// classes, so that their values fit into memory, but all of their images, so that each batch is full.
    /// </summary>
    private static void PrintTraining(ImageIndex all, double microsecondsPerImage)
    {
        var index = new ImageIndex(all.Name, all.Root, [.. all.Items.Where(item => item.Label < Classes && item.Part == ItemPart.Train).Select(item => item with { Category = null })], all.ClassNames);
        LabeledSet Read(ImageStorage storage) => ImageSet.Open(index, new ImageLoading { Size = Size, Storage = storage, Augmentation = Augmentation.ResizedCrop }).Items;
        LabeledSet decoding = Read(ImageStorage.None);
        (string What, TrainingItems Items)[] cases =
        [
            ("files, decoded meanwhile", new Items(decoding)),
            ("decoded images in memory, scaled meanwhile", new Items(Read(ImageStorage.Memory))),
            ("values in memory", new InMemoryItems(decoding.Values, decoding.ItemShape, [.. decoding.Labels.Select(label => (long)label)])),
        ];
        TrainingClock[] trainings = [.. cases.Select(entry => new TrainingClock(entry.Items))];
        for (int step = 0; step < WarmUp + Steps; step++)
        {
            foreach (TrainingClock training in trainings)
            {
                training.Step();
            }
        }

        Console.WriteLine($"| ResNet-18, {Size} pixels, batches of {BatchSize}, {decoding.Count:N0} images, from | ms a step, median of {Steps} | of a core, ms, median | waiting for the batch, ms, longest | for the first batch |");
        Console.WriteLine("|---|---|---|---|---|");
        for (int i = 0; i < cases.Length; i++)
        {
            Console.WriteLine(
                $"| {cases[i].What} | {Median(trainings[i].Milliseconds):N0} | {Median(trainings[i].Processor):N0} | {trainings[i].Waited.Max():F2} | {trainings[i].FirstWait:F1} |");
            trainings[i].Dispose();
        }

        Console.WriteLine();
        Console.WriteLine($"Reading {BatchSize} images takes {BatchSize * microsecondsPerImage / 1000:F0} ms of a core.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    [ThreadStatic]
    private static float[]? _values;

    private static float[] Values(ImageSet set) => _values ??= new float[set.Items.ItemSize];

    private static void Each(int count, Action<int> run) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, run);

    private static void Plain(string file, bool resize)
    {
        using SKBitmap bitmap = SKBitmap.Decode(file);
        if (resize)
        {
            using SKBitmap scaled = bitmap.Resize(new SKImageInfo(Size, Size), SKFilterQuality.Medium);
        }
    }

    private static void Consume(Items items)
    {
        using var nothing = new Nothing();
        foreach ((int First, float[] Rows) _ in items.EmbedBlocks(nothing, torch.CPU, 0))
        {
        }
    }

    private sealed class Items(LabeledSet set) : TrainingItems(set.ItemShape, [.. set.Labels.Select(label => (long)label)])
    {
        protected override void Read(int item, Span<float> target) => set.Items.Read(item, target);

        protected override void ReadVaried(int item, int epoch, Span<float> target) => set.Items.ReadVaried(item, 1, epoch, target);
    }

    /// <summary>A training whose steps are timed.</summary>
    private sealed class TrainingClock : IDisposable
    {
        private readonly EmbeddingNet _net = ModelCatalog.Create("resnet18", [3, Size, Size], 128, 1);
        private readonly Trainer _trainer;
        private readonly IEnumerator<TrainingEvent> _events;
        private int _steps;

        public TrainingClock(TrainingItems items)
        {
            _trainer = new Trainer(_net, new TripletMarginLoss(), items, new ClassBalancedSampler(items.Labels, 8, 8, 1));
            _events = _trainer.Run().GetEnumerator();
        }

        public List<double> Milliseconds { get; } = [];

        public List<double> Waited { get; } = [];

        public List<double> Processor { get; } = [];

        public double FirstWait { get; private set; }

        public void Step()
        {
            TimeSpan waited = _trainer.Waited;
            TimeSpan used = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            do
            {
                _events.MoveNext();
            }
            while (_events.Current is not TrainingEvent.StepDone);
            if (++_steps == 1)
            {
                FirstWait = _trainer.Waited.TotalMilliseconds;
            }
            else if (_steps > WarmUp)
            {
                Milliseconds.Add(clock.Elapsed.TotalMilliseconds);
                Waited.Add((_trainer.Waited - waited).TotalMilliseconds);
                Processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            }
        }

        public void Dispose()
        {
            _events.Dispose();
            _trainer.Dispose();
            _net.Dispose();
        }
    }

    private sealed class Nothing() : torch.nn.Module<torch.Tensor, torch.Tensor>(nameof(Nothing))
    {
        public override torch.Tensor forward(torch.Tensor input) => input.flatten(1).narrow(1, 0, 1).clone();
    }
}
