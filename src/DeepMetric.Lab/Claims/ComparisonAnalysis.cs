using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Claims;

/// <summary>Makes the results of a comparison from the numbers of its runs: summaries, tests, verdicts, findings and the recommendation.</summary>
/// <remarks>A pure function: the same numbers, in whatever order they come, give the same results to the last bit.</remarks>
public static class ComparisonAnalysis
{
    /// <summary>Analyses a complete run.</summary>
    /// <param name="spec">What was run.</param>
    /// <param name="dataset">The data set's facts.</param>
    /// <param name="units">The result of every training run of the specification.</param>
    /// <param name="baselines">Raw input and untrained nets.</param>
    /// <exception cref="ArgumentException">
    /// The specification repeats itself; a unit is missing, there twice or not of the specification; a baseline is there twice or of another experiment; a number is not in the catalogue
    /// or not finite.
    /// </exception>
    public static ComparisonResults Analyze(
        ComparisonSpec spec, DatasetFacts dataset, IReadOnlyList<UnitResult> units, IReadOnlyList<BaselineResult> baselines)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(baselines);

        var numbers = new RecordedNumbers(spec, units, baselines);
        var results = new ComparisonResults
        {
            Spec = spec,
            Dataset = dataset,
            Units = numbers.Units,
            Baselines = numbers.Baselines,
            Summaries = SummaryTable.Of(numbers),
            Comparisons = TestFamily.Test(numbers),
            Claims = [],
            Findings = [],
            Recommendation = new Recommendation { Text = string.Empty, Cites = [] },
        };

        // Each stage reads what the stages before it made.
        results = results with { Ranking = RankingSummary.Of(numbers, results) };
        results = results with { Claims = ClaimTester.Judge(results) };
        results = results with { Findings = [.. FindingRules.All.SelectMany(rule => rule.Inspect(results))] };
        return results with { Recommendation = Recommender.Recommend(results) };
    }
}
