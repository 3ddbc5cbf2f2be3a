using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;
using StepCost = DeepMetric.Lab.Runs.LossCost;

namespace DeepMetric.Benchmarks;

/// <summary>What the pages about losses say was measured: the numbers of finished comparisons, and what a step of each loss costs.</summary>
internal static class LossesOnDigits
{
    private const int Batch = 2048;
    private const int Classes = 10;
    private const int Dimension = 128;
    private const int Repeats = 5;
    private const int LongMilliseconds = 10_000;
    private const int WarmUps = 40;

    /// <summary>Writes the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="runs">Run folders of finished comparisons, or what <c>compare --json</c> printed of them.</param>
    /// <returns>The exit code.</returns>
    public static int Write(string file, IReadOnlyList<string> runs)
    {
        (ComparisonResults, Timings, EnvironmentFacts)[] read = [.. runs.Select(run => new RunLayout(FolderOf(run))).Select(layout =>
            (layout.ReadResults(), JsonFile.Read<Timings>(layout.TimingsPath), JsonFile.Read<EnvironmentFacts>(layout.EnvironmentPath)))];
        string[] names = [.. read.SelectMany(run => run.Item1.Spec.Arms).Select(arm => arm.Loss).Distinct()];
        var costs = new Dictionary<string, StepCost>();
        foreach (string name in names)
        {
            costs[name] = MeasureApart(name);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {costs[name].Milliseconds} ms, {costs[name].Megabytes} MB"));
        }

        JsonFile.Write(file, LossMeasurements.Of(read, costs));
        return 0;
    }

    /// <summary>Prints what a step of every loss costs with a large batch of many classes, as a table in Markdown.</summary>
    public static void PrintLargeBatches()
    {
        const int batch = 8192;
        const int classes = 512;
        Console.WriteLine($"| loss, batch {batch} x {Dimension}, {classes} classes | forward and backward | memory |");
        Console.WriteLine("|---|---|---|");
        foreach (string name in LossCatalog.Names)
        {
            StepCost cost = MeasureApart(name, $"{batch}", $"{classes}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {cost.Milliseconds} ms | {cost.Megabytes} MB |"));
        }
    }

    /// <summary>Measures one loss in this process, and prints it as JSON.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="batch">Items.</param>
    /// <param name="classes">Their classes.</param>
    public static void PrintCost(string name, int batch = Batch, int classes = Classes) => Console.WriteLine(JsonSerializer.Serialize(Measure(name, batch, classes), LabJson.Line));

    /// <summary>A process that has not computed anything holds no memory that an earlier loss has freed.</summary>
    private static StepCost MeasureApart(string name, params string[] size)
    {
        string program = Environment.ProcessPath!;
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(LossesOnDigits).Assembly.Location] : [];
        string[] arguments = [.. own, "cost", name, .. size];
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<StepCost>(output, LabJson.Line)!
            : throw new InvalidOperationException($"Measuring {name} ended with {process.ExitCode}.");
    }

    private static StepCost Measure(string name, int batch, int classes)
    {
        set_num_threads(Environment.ProcessorCount);
        random.manual_seed(1);
        using MetricLoss loss = LossCatalog.Create(name, new LossSetting(LossForm.AuthorCode, new LossDimensions(classes, Dimension)));
        using Tensor x = randn(batch, Dimension).requires_grad_();
        using Tensor y = arange(batch).remainder(classes);
        using Tensor few = randn(64, Dimension).requires_grad_();
        using Tensor fewLabels = arange(64).remainder(classes);
        Step(loss, few, fewLabels);
        double before = PeakMemory.Reset();
        Step(loss, x, y);
        double megabytes = PeakMemory.Now - before;
        var all = Stopwatch.StartNew();
        for (int i = 0; i < WarmUps && all.ElapsedMilliseconds < LongMilliseconds / 4; i++)
        {
            Step(loss, x, y);
        }

        all.Restart();
        List<double> times = [];
        while (times.Count == 0 || (times.Count < Repeats && all.ElapsedMilliseconds < LongMilliseconds))
        {
            var clock = Stopwatch.StartNew();
            Step(loss, x, y);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return new StepCost(batch, classes, Dimension, Math.Round(times.Order().ElementAt(times.Count / 2)), Math.Round(Math.Max(0, megabytes)));
    }

    private static void Step(MetricLoss loss, Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = loss.Traits.HasFlag(LossTraits.TwoViews) ? EmbeddingBatch.Create(x, y, x.detach() + (randn_like(x) * 0.1), y) : EmbeddingBatch.Create(x, y);
        using LossResult result = loss.Compute(batch);
        result.Value.backward();
    }

    private static string FolderOf(string run) => Directory.Exists(run)
        ? run
        : JsonDocument.Parse(File.ReadAllText(run)).RootElement.GetProperty("runFolder").GetString() ?? throw new InvalidDataException($"'{run}' names no run folder.");
}
