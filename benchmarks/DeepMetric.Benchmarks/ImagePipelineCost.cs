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
    private const int Repeats = 5;
    private const int Images = 4_000;
    private const int Steps = 12;

    public static void Print(string dataset, string dataRoot)
    {
        ImageIndex all = DatasetCatalog.ImagesOf(dataset, new DatasetRequest { DataRoots = [dataRoot] })!;
        var index = new ImageIndex(all.Name, all.Root, [.. all.Items.Take(Images).Select(item => item with { Category = null })], all.ClassNames);
        ImageSet set = ImageSet.Open(index, new ImageLoading { Size = Size, Storage = ImageStorage.None, Augmentation = Augmentation.ResizedCrop });
        string[] files = [.. index.Items.Select(index.FileOf)];
        var items = new Items(set.Items);
        Console.WriteLine("| what is done with each image of " + dataset + " | images a second, median of " + Repeats + " |");
        Console.WriteLine("|---|---|");
        (string What, Action Run)[] cases =
        [
            ("read and decoded (plain loop)", () => Each(files.Length, i => Plain(files[i], resize: false))),
            ($"read, decoded, scaled to {Size} by SkiaSharp (plain loop)", () => Each(files.Length, i => Plain(files[i], resize: true))),
            ($"read, decoded, centre scaled to {Size}, normalised", () => Each(files.Length, i => set.Items.Items.Read(i, new float[set.Items.ItemSize]))),
            ($"read, decoded, random box scaled to {Size}, mirrored, normalised", () => Each(files.Length, i => set.Items.Items.ReadVaried(i, 1, 1, new float[set.Items.ItemSize]))),
            ("the same as batches of tensors, in order, ahead of a net that does nothing", () => Consume(items)),
        ];
        foreach ((string _, Action run) in cases)
        {
            run();
        }

        // Turn by turn, so that whatever else the machine does meets all of them.
        double[][] rates = [.. cases.Select(_ => new double[Repeats])];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                var clock = Stopwatch.StartNew();
                cases[i].Run();
                rates[i][repeat] = files.Length / clock.Elapsed.TotalSeconds;
            }
        }

        for (int i = 0; i < cases.Length; i++)
        {
            Console.WriteLine($"| {cases[i].What} | {rates[i].Order().ElementAt(Repeats / 2):N0} |");
        }

        Console.WriteLine();
        PrintTraining(set);
    }

    /// <summary>The same training steps with images that are decoded meanwhile and with values that lie ready.</summary>
    private static void PrintTraining(ImageSet set)
    {
        double decoding = Train(new Items(set.Items));
        int[] first = [.. Enumerable.Range(0, 1_000)];
        LabeledSet few = set.Items.Subset(first);
        double ready = Train(new InMemoryItems(few.Values, few.ItemShape, [.. few.Labels.Select(label => (long)label)]));
        Console.WriteLine($"ResNet-18, {Size} pixels, batches of 8 x 8: {decoding:F0} ms a step while images are decoded, {ready:F0} ms with values in memory ({decoding / ready:P0}).");
    }

    private static double Train(TrainingItems items)
    {
        using EmbeddingNet net = ModelCatalog.Create("resnet18", [3, Size, Size], 128, 1);
        using var trainer = new Trainer(net, new TripletMarginLoss(), items, new ClassBalancedSampler(items.Labels, 8, 8, 1));
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        foreach (TrainingEvent _ in trainer.Run().Take(Steps))
        {
            times.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
        }

        return times.Skip(2).Order().ElementAt((Steps - 2) / 2);
    }

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

    private sealed class Nothing() : torch.nn.Module<torch.Tensor, torch.Tensor>(nameof(Nothing))
    {
        public override torch.Tensor forward(torch.Tensor input) => input.flatten(1).narrow(1, 0, 1).clone();
    }
}
