using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Claims;

public sealed class TableMarksTests
{
    [Theory]
    [InlineData(0.1, "triplet")]
    [InlineData(-0.1, "contrastive")]
    [InlineData(0, null)]
    public void Marks_the_arm_that_is_significantly_better(double shift, string? expected)
    {
        ComparisonResults results = new SimulatedRun().Shift(ExperimentSpec.Main, "triplet", MetricCatalog.Nmi, shift).Analyze();
        Assert.Equal(expected, TableMarks.Better(results, MetricCatalog.Nmi));
    }

    [Fact]
    public void Lower_is_better_where_the_catalogue_says_so_and_descriptions_have_no_better()
    {
        var run = new SimulatedRun();
        run.Shift(ExperimentSpec.Main, "triplet", MetricCatalog.ScaleFreeRatio, 0.1).Shift(ExperimentSpec.Main, "triplet", MetricCatalog.Intra, 0.1);
        ComparisonResults results = run.Analyze();
        Assert.Equal("contrastive", TableMarks.Better(results, MetricCatalog.ScaleFreeRatio));
        Assert.Null(TableMarks.Better(results, MetricCatalog.Intra));
    }

    [Fact]
    public void Of_three_arms_the_best_has_to_beat_both_others()
    {
        ArmSpec[] arms = [new() { Name = "a", Loss = "x" }, new() { Name = "b", Loss = "y" }, new() { Name = "c", Loss = "z" }];
        var alone = new SimulatedRun { Arms = arms };
        Assert.Equal("b", TableMarks.Better(alone.Shift("main", "b", MetricCatalog.Nmi, 0.1).Analyze(), MetricCatalog.Nmi));
        var tied = new SimulatedRun { Arms = arms };
        tied.Shift("main", "b", MetricCatalog.Nmi, 0.1).Shift("main", "c", MetricCatalog.Nmi, 0.1);
        Assert.Null(TableMarks.Better(tied.Analyze(), MetricCatalog.Nmi));
    }

    [Fact]
    public void One_arm_is_never_marked() =>
        Assert.Null(TableMarks.Better(new SimulatedRun { Arms = [new() { Name = "a", Loss = "x" }] }.Analyze(), MetricCatalog.Nmi));
}
