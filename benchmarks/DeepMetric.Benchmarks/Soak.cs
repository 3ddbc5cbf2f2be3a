using System.Diagnostics;
using System.Globalization;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Benchmarks;

/// <summary>Trains for 20,000 steps and shows the process's memory on the way: it must not grow.</summary>
internal static class Soak
{
    private const int Steps = 20_000;
    private const int Every = 2_000;

    public static void Print()
    {
        const int classes = 10;
        const int perBatch = 4;
        long[] labels = [.. Enumerable.Range(0, 2_000).Select(i => (long)(i % classes))];
        using Tensor images = rand(labels.Length, 784);
        var items = new InMemoryItems([.. images.data<float>()], [1, 28, 28], labels);
        using var net = new ConvNet(1, 28, 28, seed: 1);
        using var loss = new TripletMarginLoss(new() { Margin = 0.2 });
        var sampler = new ClassBalancedSampler(labels, classes, perBatch, seed: 1);
        using var trainer = new Trainer(net, loss, items, sampler, new() { Epochs = (Steps / sampler.BatchesPerEpoch) + 1 });
        Console.WriteLine("| steps | resident memory | managed heap | garbage collections | steps/s |");
        Console.WriteLine("|---|---|---|---|---|");
        var clock = Stopwatch.StartNew();
        foreach (TrainingEvent.StepDone step in trainer.Run().OfType<TrainingEvent.StepDone>())
        {
            if (step.Step % Every == 0 || step.Step == 100)
            {
                using var process = Process.GetCurrentProcess();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {step.Step} | {process.WorkingSet64 / 1e6:F0} MB | {GC.GetTotalMemory(false) / 1e6:F0} MB | {GC.CollectionCount(0)} | {step.Step / clock.Elapsed.TotalSeconds:F0} |"));
            }

            if (step.Step == Steps)
            {
                break;
            }
        }
    }
}
