using System.Diagnostics;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Benchmarks;

/// <summary>Forward, backward and all counts of the losses, over all terms of a batch of random 128-d embeddings.</summary>
internal static class LossCost
{
    private const int Repeats = 9;

    public static void Print()
    {
        (string Name, MetricLoss Loss, int Batch, int Classes)[] cases =
        [
            ("all triplets, hinge", new TripletMarginLoss(new() { Margin = 0.2 }), 1024, 10),
            ("all triplets, hinge", new TripletMarginLoss(new() { Margin = 0.2 }), 1024, 256),
            ("all triplets, smooth", new TripletMarginLoss(new() { Margin = 0.2, Smooth = true }), 1024, 10),
            ("all triplets, swapped", new TripletMarginLoss(new() { Margin = 0.2, Swap = true }), 1024, 10),
            ("all triplets, hinge", new TripletMarginLoss(new() { Margin = 0.2 }), 4096, 10),
            ("all pairs, contrastive", new ContrastiveLoss(), 1024, 10),
            ("all pairs, contrastive", new ContrastiveLoss(), 2048, 512),
        ];
        Console.WriteLine("| loss | batch | classes | terms | forward + backward, median of 9 | extra memory |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((string name, MetricLoss loss, int batch, int classes) in cases)
        {
            (double milliseconds, double megabytes, long terms) = Measure(loss, batch, classes);
            Console.WriteLine($"| {name} | {batch} | {classes} | {terms:N0} | {milliseconds:F0} ms | {megabytes:F0} MB |");
        }
    }

    private static (double Milliseconds, double Megabytes, long Terms) Measure(MetricLoss loss, int batch, int classes)
    {
        random.manual_seed(1);
        using Tensor x = randn(batch, 128).requires_grad_();
        using Tensor y = arange(batch).remainder(classes);
        var times = new List<double>();
        long terms = 0;
        long before = Process.GetCurrentProcess().WorkingSet64;
        for (int i = 0; i < Repeats + 1; i++)
        {
            var clock = Stopwatch.StartNew();
            using (NewDisposeScope())
            {
                using LossResult result = loss.Compute(x, y);
                result.Value.backward();
                terms = result.Telemetry.ValidTerms;
            }

            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        using var process = Process.GetCurrentProcess();
        return (times.Skip(1).Order().ElementAt(Repeats / 2), Math.Max(0, process.WorkingSet64 - before) / 1e6, terms);
    }
}
