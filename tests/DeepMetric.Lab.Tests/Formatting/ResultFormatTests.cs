using System.Globalization;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Formatting;

public sealed class ResultFormatTests
{
    [Theory]
    [InlineData(MetricCatalog.MapAtR, 0.95321, 0.94849, 0.95751, "0.953 [0.948, 0.958]")]
    [InlineData(MetricCatalog.RecallAt1, 1, 1, 1, "1.000 [1.000, 1.000]")]
    [InlineData(MetricCatalog.Intra, 0.0029612, 0.0028, 0.0031, "0.00296 [0.00280, 0.00310]")]
    [InlineData(MetricCatalog.EpochsToHalf, 12.4, 9.9375, 14.875, "12.4 [9.9, 14.9]")]
    [InlineData(MetricCatalog.EarlyDecayRate, 0, -0.25, 0.25, "0.000 [-0.250, 0.250]")]
    [InlineData(MetricCatalog.EarlyDecayRate, 0.001, -0.0000001, 0.0020001, "0.00100 [0.00000, 0.00200]")]
    [InlineData(MetricCatalog.EarlyDecayRate, -0.00000021, -0.3, 0.3, "0.000 [-0.300, 0.300]")]
    [InlineData(MetricCatalog.LateGradientNorm, 3.21e-7, 3e-7, 3.42e-7, "3.21e-7 [3.00e-7, 3.42e-7]")]
    [InlineData(MetricCatalog.Uniformity, -3.456, -3.5, -3.4, "-3.46 [-3.50, -3.40]")]
    public void A_mean_with_its_interval(string metric, double mean, double low, double high, string expected) =>
        Assert.Equal(expected, ResultFormat.Interval(metric, mean, low, high));

    [Fact]
    public void A_mean_without_an_interval_stands_alone() => Assert.Equal("0.983", ResultFormat.Interval(MetricCatalog.RecallAt1, 0.98333, null, null));

    [Theory]
    [InlineData(0.9, "p = 0.900")]
    [InlineData(0.05, "p = 0.050")]
    [InlineData(0.04999, "p = 0.049")]
    [InlineData(0.001, "p = 0.001")]
    [InlineData(0.00099, "p < 0.001")]
    [InlineData(0, "p < 0.001")]
    public void A_p_value(double p, string expected) => Assert.Equal(expected, ResultFormat.P(p));

    [Fact]
    public void A_comparison_and_its_decision()
    {
        var comparison = new PairedComparison
        {
            Experiment = "main",
            Metric = MetricCatalog.MapAtR,
            First = "contrastive",
            Second = "triplet",
            Pairs = 5,
            Undefined = 0,
            Difference = -0.0132,
            Low = -0.022,
            High = 0.0042,
            P = 0.001,
            HolmP = 0.03,
            Significant = true,
        };
        Assert.Equal("-0.013 [-0.022, +0.004]", ResultFormat.Difference(comparison));
        Assert.Equal("contrastive higher (corrected p = 0.030)", ResultFormat.Decision(comparison));
        Assert.Equal("triplet higher (corrected p = 0.030)", ResultFormat.Decision(comparison with { Difference = 0.1 }));
        Assert.Equal("no difference shown (corrected p = 0.600)", ResultFormat.Decision(comparison with { HolmP = 0.6, Significant = false }));
        Assert.Equal("not tested (2 pairs)", ResultFormat.Decision(comparison with { HolmP = null, Significant = false, Pairs = 2 }));
        Assert.Equal("not defined", ResultFormat.Difference(comparison with { Difference = null }));
    }

    [Fact]
    public void Every_verdict_and_outcome_has_words_of_its_own()
    {
        Assert.Equal(Enum.GetValues<Verdict>().Length, Enum.GetValues<Verdict>().Select(ResultFormat.Words).Distinct().Count());
        Assert.Equal(Enum.GetValues<NumberOutcome>().Length, Enum.GetValues<NumberOutcome>().Select(ResultFormat.Words).Distinct().Count());
        Assert.Equal("supported, explained by scale", ResultFormat.Words(Verdict.SupportedExplainedByScale));
    }

    [Fact]
    public void A_verdict_says_when_it_depends_on_the_form()
    {
        var claim = new ClaimVerdict
        {
            Id = "x",
            Statement = "x",
            Verdict = Verdict.Supported,
            PaperVerdict = Verdict.NoDifferenceShown,
            DependsOnForm = true,
            Numbers = [],
            Notes = [],
        };
        Assert.Equal("supported, depends on the form (paper: no difference shown)", ResultFormat.Words(claim));
        Assert.Equal("supported", ResultFormat.Words(claim with { PaperVerdict = Verdict.Supported, DependsOnForm = false }));
    }

    [Fact]
    public void Other_cultures_change_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // A culture of our own, because the run time may know no other than the invariant one.
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal("-3.46 [-3.50, -3.40]", ResultFormat.Interval(MetricCatalog.Uniformity, -3.456, -3.5, -3.4));
            Assert.Equal("p = 0.041", ResultFormat.P(0.041));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
