using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies;

/// <summary>Says of each test of a study's metrics how large the effect is, whether the arms are equivalent, and how many seeds would show it.</summary>
internal static class PairEffects
{
    // Scores are shares: half a point. Variances and the like: a tenth of the first arm's mean.
    private const double ScoreBound = 0.005;
    private const double RelativeBound = 0.1;
    private const double Power = 0.8;

    internal static IReadOnlyList<IReadOnlyList<PairEffect>> Of(StudySpec spec, IReadOnlyList<ComparisonResults> comparisons)
    {
        PairedComparison[][] tests = [.. comparisons.Select(comparison => comparison.Comparisons.Where(test => spec.File.Metrics.Contains(test.Metric)).ToArray())];
        IReadOnlyList<double> adjusted = BenjaminiHochberg.Adjust([.. tests.SelectMany(group => group).Select(test => test.P).OfType<double>()]);
        int next = 0;
        return [.. tests.Select((group, place) => group.Select(test => Of(comparisons[place], test, test.P is null ? null : adjusted[next++])).ToArray())];
    }

    private static PairEffect Of(ComparisonResults results, PairedComparison test, double? falseDiscovery)
    {
        (double[] first, double[] second) = ValuesOf(results, test);
        bool enough = first.Length >= SeedCounts.Fewest;
        EffectSize? size = enough ? EffectSize.Of(first, second) : null;
        EquivalenceTest? equivalence = enough ? EquivalenceTest.Of(first, second, BoundOf(test.Metric, first)) : null;
        PermutationTest? permutation = first.Length >= PermutationTest.FewestPairs ? PermutationTest.Of(first, second) : null;
        return new PairEffect
        {
            Metric = test.Metric,
            First = test.First,
            Second = test.Second,
            Verdict = VerdictOf(test, enough, equivalence),
            Size = size,
            Equivalence = equivalence,
            Permutation = permutation,
            FalseDiscoveryP = falseDiscovery,
            SeedsNeeded = test.Significant || size is null || size.Dz == 0 ? null : PairedTTestPower.FewestPairs(Math.Abs(size.Dz), Power),
        };
    }

    private static string VerdictOf(PairedComparison test, bool enough, EquivalenceTest? equivalence)
    {
        if (!enough)
        {
            return "too few seeds";
        }

        if (test.Significant && TableMarks.BetterOf(test) is { } better)
        {
            return better == test.Second ? "better" : "worse";
        }

        return !test.Significant && equivalence is { Equivalent: true } ? "equivalent" : "no difference shown";
    }

    private static double BoundOf(string metric, double[] first) => MetricCatalog.Get(metric).Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering
        ? ScoreBound
        : Math.Max(RelativeBound * Math.Abs(first.Average()), double.Epsilon);

    private static (double[] First, double[] Second) ValuesOf(ComparisonResults results, PairedComparison test)
    {
        double? Get(string arm, int seed) =>
            results.Units.First(unit => unit.Key == new UnitKey(test.Experiment, arm, seed)).Numbers.TryGetValue(test.Metric, out double value) ? value : null;
        (double? First, double? Second)[] pairs = [.. results.Spec.Seeds.Select(seed => (Get(test.First, seed), Get(test.Second, seed))).Where(pair => pair.Item1 is not null && pair.Item2 is not null)];
        return ([.. pairs.Select(pair => pair.First!.Value)], [.. pairs.Select(pair => pair.Second!.Value)]);
    }
}
