using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Benchmarks;

/// <summary>Forward and backward of every loss of the catalogue over a batch of random 128-d embeddings, each in a process of its own, so that its peak memory is its own.</summary>
internal static class CatalogCost
{
    private const int Repeats = 5;
    private const int Dimension = 128;

    /// <summary>Prints a table, and writes the same as JSON where a path is given.</summary>
    public static void Print(int batch, int classes, string? path)
    {
        Console.WriteLine($"| loss | forward + backward of [{batch}, {Dimension}], {classes} classes, median of {Repeats} | peak memory beyond the start |");
        Console.WriteLine("|---|---|---|");
        List<Cost> costs = [];
        foreach (string name in LossCatalog.Names)
        {
            Cost cost = InOwnProcess(name, batch, classes);
            costs.Add(cost);
            Console.WriteLine(cost.Milliseconds is null ? $"| {name} | {cost.Problem} | |" : string.Create(CultureInfo.InvariantCulture, $"| {name} | {cost.Milliseconds:F0} ms | {cost.Megabytes:F0} MB |"));
        }

        if (path is not null)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(new { batch, classes, dimension = Dimension, losses = costs }, Indented) + "\n");
        }
    }

    /// <summary>Measures one loss in this process and prints the figures as JSON.</summary>
    public static void PrintOne(string name, int batch, int classes)
    {
        try
        {
            Console.WriteLine(JsonSerializer.Serialize(Measure(name, batch, classes)));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OutOfMemoryException)
        {
            Console.WriteLine(JsonSerializer.Serialize(new Cost(name, null, null, problem.Message)));
        }
    }

    private static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static Cost InOwnProcess(string name, int batch, int classes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["loss", name, batch.ToString(CultureInfo.InvariantCulture), classes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string last = process.StandardOutput.ReadToEnd().Trim().Split('\n')[^1];
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<Cost>(last)! : new Cost(name, null, null, $"ended with {process.ExitCode}");
    }

    private static Cost Measure(string name, int batch, int classes)
    {
        using MetricLoss loss = LossCatalog.Create(name, new LossSetting(LossForm.AuthorCode, new LossDimensions(classes, Dimension)));
        random.manual_seed(1);
        bool twoViews = loss.Traits.HasFlag(LossTraits.TwoViews);
        Step(loss, 32, 4, twoViews);
        long before = Status("VmRSS:");
        List<double> times = [];
        for (int i = 0; i < Repeats; i++)
        {
            times.Add(Step(loss, batch, classes, twoViews));
        }

        return new Cost(name, times.Order().ElementAt(Repeats / 2), Math.Max(0, Status("VmHWM:") - before) / 1024.0, null);
    }

    private static double Step(MetricLoss loss, int batch, int classes, bool twoViews)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(batch, Dimension).requires_grad_();
        Tensor? reference = twoViews ? (x.detach() + (0.1 * randn(batch, Dimension))).requires_grad_() : null;
        Tensor y = arange(batch).remainder(classes);
        var clock = Stopwatch.StartNew();
        using LossResult result = loss.Compute(EmbeddingBatch.Create(x, y, reference, twoViews ? y : null));
        result.Value.backward();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>A number of kilobytes that Linux tells of this process.</summary>
    private static long Status(string key) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(),
        CultureInfo.InvariantCulture);

    private sealed record Cost(string Loss, double? Milliseconds, double? Megabytes, string? Problem);
}
