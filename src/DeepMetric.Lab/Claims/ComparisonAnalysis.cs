using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

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
        return AnalyzeTogether([new ComparisonData(spec, dataset, units, baselines)])[0];
    }

    /// <summary>Analyses several complete runs whose tests are one family, so that all their verdicts together are false no more often than those of one.</summary>
    /// <param name="runs">The runs.</param>
    /// <exception cref="ArgumentException">As for one run.</exception>
    public static IReadOnlyList<ComparisonResults> AnalyzeTogether(IReadOnlyList<ComparisonData> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        RecordedNumbers[] numbers = [.. runs.Select(run => new RecordedNumbers(run.Spec, run.Units, run.Baselines))];
        IReadOnlyList<IReadOnlyList<PairedComparison>> tests = TestFamily.Correct([.. numbers.Select(TestFamily.Test)]);
        return [.. runs.Select((run, place) => Judge(run, numbers[place], tests[place]))];
    }

    private static ComparisonResults Judge(ComparisonData run, RecordedNumbers numbers, IReadOnlyList<PairedComparison> tests)
    {
        var results = new ComparisonResults
        {
            Spec = run.Spec,
            Dataset = run.Dataset,
            Units = numbers.Units,
            Baselines = numbers.Baselines,
            Summaries = SummaryTable.Of(numbers),
            Comparisons = tests,
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

/// <summary>The numbers of a complete run, before analysis.</summary>
/// <param name="Spec">What was run.</param>
/// <param name="Dataset">The data set's facts.</param>
/// <param name="Units">The result of every training run of the specification.</param>
/// <param name="Baselines">Raw input and untrained nets.</param>
public sealed record ComparisonData(ComparisonSpec Spec, DatasetFacts Dataset, IReadOnlyList<UnitResult> Units, IReadOnlyList<BaselineResult> Baselines);
