using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Findings;

public sealed class FindingRulesTests
{
    [Fact]
    public void Have_an_id_each() => Assert.Equal(
        ["shuffled-labels", "too-few-seeds", "ceiling", "scale", "not-reached"],
        FindingRules.All.Select(rule => rule.Id));

    [Fact]
    public void A_sound_run_has_no_findings() => Assert.Empty(new SimulatedRun().Analyze().Findings);

    [Theory]
    [InlineData(2, "The run has 2 seeds: nothing was tested")]
    [InlineData(3, "The run has 3 seeds: intervals are wide")]
    [InlineData(4, "The run has 4 seeds: intervals are wide")]
    [InlineData(5, null)]
    public void Too_few_seeds(int seeds, string? expected)
    {
        Finding[] findings = Of(new SimulatedRun { Seeds = seeds }, "too-few-seeds");
        if (expected is null)
        {
            Assert.Empty(findings);
            return;
        }

        Finding finding = Assert.Single(findings);
        Assert.Equal((Severity.Warning, null), (finding.Severity, finding.Metric));
        Assert.StartsWith(expected, finding.Message, StringComparison.Ordinal);
    }

    // Both arms have exactly 0.5 (no noise), so the border lies at 0.48.
    [Theory]
    [InlineData(0.47, false)]
    [InlineData(0.48, true)]
    [InlineData(0.6, true)]
    public void Ceiling(double raw, bool fires)
    {
        Finding[] findings = Of(new SimulatedRun { Noise = 0 }.Raw(MetricCatalog.RecallAt1, raw), "ceiling");
        Assert.Equal(fires ? [MetricCatalog.RecallAt1] : [], findings.Select(finding => finding.Metric));
    }

    // The border is at the best arm, not at the other.
    [Fact]
    public void Ceiling_asks_for_the_best_arm()
    {
        SimulatedRun run = new SimulatedRun { Noise = 0 }.Raw(MetricCatalog.MapAtR, 0.55).Shift(ExperimentSpec.Main, "triplet", MetricCatalog.MapAtR, 0.1);
        Assert.Empty(Of(run, "ceiling"));
    }

    [Fact]
    public void Scale()
    {
        Finding finding = Assert.Single(Of(new SimulatedRun { Noise = 0 }.Shift(ExperimentSpec.Main, "triplet", MetricCatalog.Intra, 0.125), "scale"));
        Assert.Equal((Severity.Note, MetricCatalog.Intra), (finding.Severity, finding.Metric));
        Assert.Equal(
            "intra-class variance, triplet minus contrastive: +0.125 [+0.125, +0.125]; but intra / inter: 0.000 [0.000, 0.000], "
            + "no difference shown (corrected p = 1.000). A change of scale, as a margin alone makes it, is enough to explain the raw difference.",
            finding.Message);

        var beyond = new SimulatedRun();
        beyond.Shift(ExperimentSpec.Main, "triplet", MetricCatalog.Intra, 0.1).Shift(ExperimentSpec.Main, "triplet", MetricCatalog.ScaleFreeRatio, 0.1);
        Assert.Empty(Of(beyond, "scale"));
    }

    [Fact]
    public void Not_reached()
    {
        SimulatedRun run = new SimulatedRun().Undefine(ExperimentSpec.Main, "contrastive", 0, MetricCatalog.EpochsToTenth);
        Finding finding = Assert.Single(Of(run, "not-reached"));
        Assert.Equal(MetricCatalog.EpochsToTenth, finding.Metric);
        Assert.StartsWith("epochs to lose 90 %: not reached by contrastive in 1 of 5 seeds;", finding.Message, StringComparison.Ordinal);
        Assert.Empty(Of(new SimulatedRun().Undefine(ExperimentSpec.Paper, "contrastive", 0, MetricCatalog.EpochsToTenth), "not-reached"));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("train", "untrained net")]
    [InlineData("all", "at chance")]
    public void Shuffled_labels(string shuffled, string? expected)
    {
        Finding[] findings = Of(new SimulatedRun { ShuffledLabels = shuffled }, "shuffled-labels");
        Assert.Equal(expected is null ? 0 : 1, findings.Length);
        Assert.All(findings, finding => Assert.Contains(expected!, finding.Message, StringComparison.Ordinal));
    }

    private static Finding[] Of(SimulatedRun run, string id)
    {
        ComparisonResults results = run.Analyze();
        return [.. results.Findings.Where(finding => finding.Id == id)];
    }
}
