using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Statistics;
using static DeepMetric.Lab.Claims.NumberOutcome;

namespace DeepMetric.Lab.Tests.Claims;

public sealed class VerdictRulesTests
{
    [Theory]
    [InlineData(Agrees, Agrees, Verdict.Supported)]
    [InlineData(Contradicts, Contradicts, Verdict.Contradicted)]
    [InlineData(Agrees, Contradicts, Verdict.Mixed)]
    [InlineData(Contradicts, Agrees, Verdict.Mixed)]
    [InlineData(Agrees, NotShown, Verdict.NoDifferenceShown)]
    [InlineData(NotShown, Contradicts, Verdict.NoDifferenceShown)]
    [InlineData(NotShown, NotShown, Verdict.NoDifferenceShown)]
    [InlineData(Agrees, Undefined, Verdict.NoDifferenceShown)]
    [InlineData(Undefined, Undefined, Verdict.NoDifferenceShown)]
    public void Two_numbers(NumberOutcome first, NumberOutcome second, Verdict expected) =>
        Assert.Equal(expected, VerdictRules.Decide(StudyClaims.Retrieval, [first, second]));

    [Theory]
    [InlineData(Agrees, Agrees, Verdict.Supported)]
    [InlineData(Agrees, NotShown, Verdict.SupportedExplainedByScale)]
    [InlineData(Agrees, Contradicts, Verdict.SupportedExplainedByScale)]
    [InlineData(Agrees, Undefined, Verdict.SupportedExplainedByScale)]
    [InlineData(NotShown, Agrees, Verdict.NoDifferenceShown)]
    [InlineData(Contradicts, NotShown, Verdict.NoDifferenceShown)]
    [InlineData(Contradicts, Agrees, Verdict.Mixed)]
    [InlineData(Contradicts, Contradicts, Verdict.Contradicted)]
    public void A_raw_variance_and_its_scale_free_number(NumberOutcome raw, NumberOutcome scaleFree, Verdict expected)
    {
        Assert.Equal(expected, VerdictRules.Decide(StudyClaims.IntraVariance, [raw, scaleFree]));
        Assert.Equal(expected, VerdictRules.Decide(StudyClaims.InterVariance, [raw, scaleFree]));
    }

    [Theory]
    [InlineData(Agrees, Agrees, Agrees, Verdict.Supported)]
    [InlineData(Agrees, NotShown, Contradicts, Verdict.Mixed)]
    [InlineData(Agrees, Agrees, NotShown, Verdict.NoDifferenceShown)]
    [InlineData(Contradicts, Contradicts, Contradicts, Verdict.Contradicted)]
    public void Three_numbers(NumberOutcome first, NumberOutcome second, NumberOutcome third, Verdict expected) =>
        Assert.Equal(expected, VerdictRules.Decide(StudyClaims.StrongUpdates, [first, second, third]));

    [Theory]
    [InlineData(0.1, true, 0, 1, Agrees)]
    [InlineData(-0.1, true, 0, 1, Contradicts)]
    [InlineData(-0.1, true, 0, -1, Agrees)]
    [InlineData(0.1, false, 0, 1, NotShown)]
    [InlineData(0.1, true, 1, 1, Undefined)]
    public void Outcome_of_a_number(double difference, bool significant, int undefined, int sign, NumberOutcome expected)
    {
        var comparison = new PairedComparison
        {
            Experiment = "main",
            Metric = "intra",
            First = "contrastive",
            Second = "triplet",
            Pairs = 5 - undefined,
            Undefined = undefined,
            Difference = difference,
            Significant = significant,
        };
        Assert.Equal(expected, VerdictRules.Outcome(comparison, sign));
    }

    [Fact]
    public void Refuses_outcomes_that_are_not_the_claims() => Assert.Throws<ArgumentException>(() => VerdictRules.Decide(StudyClaims.Retrieval, [Agrees]));
}
