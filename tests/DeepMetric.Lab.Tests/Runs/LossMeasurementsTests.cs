using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Tests.Reports;

namespace DeepMetric.Lab.Tests.Runs;

public sealed class LossMeasurementsTests
{
    private static readonly ReportInput Records = FakeComparison.Create(11);
    private static readonly EnvironmentFacts Machine = new()
    {
        Versions = new Dictionary<string, string>(),
        OperatingSystem = "Some Linux",
        Cpu = "Some Processor",
        Cores = 2,
        Simd = "AVX2",
        Threads = 2,
        Device = "cpu",
        StartedAt = default,
        Command = "deepmetric compare",
    };

    [Fact]
    public void They_are_the_numbers_and_times_of_the_main_experiment()
    {
        ComparisonResults results = Records.Results;
        var cost = new LossCost(2048, 10, 128, 61, 76);
        LossMeasurements found = LossMeasurements.Of([(results, TimingsOf(results), Machine)], new Dictionary<string, LossCost> { ["triplet"] = cost });
        Assert.Equal(["contrastive", "triplet"], found.Losses.Keys);
        Assert.Equal((results.Spec.Dataset, results.Dataset.TestItems), (found.Dataset, found.TestItems));
        Assert.Equal("Some Processor, 2 cores, 2 threads", found.Machine);
        LossMeasurement triplet = found.Losses["triplet"];
        double mean = results.Summary(ExperimentSpec.Main, "triplet", MetricCatalog.MapAtR)!.Mean;
        Assert.True(mean > 0);
        Assert.Equal(mean, triplet.MapAtR!.Mean, 5e-5);
        Assert.NotEqual(found.Losses["contrastive"].MapAtR, triplet.MapAtR);
        Assert.Equal((cost, null), (triplet.Cost, found.Losses["contrastive"].Cost));

        // Seeds 1, 2, … took 2, 3, … seconds of the main experiment.
        Assert.Equal(Math.Round(results.Spec.Seeds.Average(seed => 1.0 + seed), 2), triplet.SecondsPerTraining);
    }

    [Fact]
    public void They_can_be_written_and_read()
    {
        using var folder = new TemporaryFolder();
        LossMeasurements written = LossMeasurements.Of([(Records.Results, TimingsOf(Records.Results), Machine)], new Dictionary<string, LossCost>());
        string file = Path.Combine(folder.FolderPath, "measured.json");
        JsonFile.Write(file, written);
        LossMeasurements read = JsonFile.Read<LossMeasurements>(file);
        Assert.Equal(JsonFile.ToText(written), JsonFile.ToText(read));
        Assert.Equal(written.Losses["triplet"], read.Losses["triplet"]);
    }

    [Fact]
    public void Of_two_runs_the_later_counts_and_runs_of_other_settings_are_refused()
    {
        ComparisonResults results = Records.Results;
        ComparisonResults later = results with { Summaries = [.. results.Summaries.Select(summary => summary with { Mean = 0.5 })] };
        LossMeasurements found = LossMeasurements.Of([(results, TimingsOf(results), Machine), (later, TimingsOf(results), Machine)], new Dictionary<string, LossCost>());
        Assert.Equal(0.5, found.Losses["triplet"].RecallAt1!.Mean);
        ComparisonResults other = results with { Spec = results.Spec with { Seeds = [.. results.Spec.Seeds, 99] } };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => LossMeasurements.Of([(results, TimingsOf(results), Machine), (other, TimingsOf(results), Machine)], new Dictionary<string, LossCost>()));
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LossMeasurements.Of([], new Dictionary<string, LossCost>()));
    }

    private static Timings TimingsOf(ComparisonResults results) => new()
    {
        Units =
        [
            .. results.Units.Select(unit => new UnitTiming
            {
                Key = unit.Key,
                TrainingSeconds = unit.Key.Experiment == ExperimentSpec.Main ? 1 + unit.Key.Seed : 1000,
                ImagesPerSecond = 1,
                EvaluationSeconds = 1,
            }),
        ],
        BaselineSeconds = 1,
        TotalSeconds = 2,
    };
}
