using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Makes every paired test of a run and corrects all of them together.</summary>
/// <remarks>
/// The family holds each number of each claim once per experiment (the pair contrastive and triplet), and for the table's marks each retrieval,
/// classification and clustering number of the main experiment, and MAP@R and Recall@1 on finer labels, of every pair of arms. A number asked for
/// twice is one test.
/// </remarks>
internal static class TestFamily
{
    private const double Level = 0.05;

    /// <summary>The tests of a run, not corrected yet.</summary>
    internal static IReadOnlyList<PairedComparison> Test(RecordedNumbers numbers) =>
    [
        .. from experiment in numbers.Spec.Experiments
           from pair in Pairs(numbers.Spec, experiment)
           from metric in MetricsOf(numbers, experiment.Name, pair.First, pair.Second)
           select Compare(numbers, experiment.Name, metric, pair.First, pair.Second),
    ];

    /// <summary>Corrects the tests of several runs together: one family, however many runs it comes from.</summary>
    internal static IReadOnlyList<IReadOnlyList<PairedComparison>> Correct(IReadOnlyList<IReadOnlyList<PairedComparison>> runs)
    {
        IReadOnlyList<double> adjusted = HolmCorrection.Adjust([.. runs.SelectMany(tests => tests).Select(test => test.P).OfType<double>()]);
        int next = 0;
        PairedComparison Corrected(PairedComparison test)
        {
            if (test.P is null)
            {
                return test;
            }

            double p = adjusted[next++];
            return test with { HolmP = p, Significant = p < Level };
        }

        return [.. runs.Select(tests => tests.Select(Corrected).ToArray())];
    }

    /// <summary>Whether a metric stands in the table whose better arm is marked.</summary>
    internal static bool IsOfTable(MetricInfo metric) =>
        metric is { StandsInTables: true, Group: MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering };

    /// <summary>Whether the better arm of a number is marked in the table.</summary>
    private static bool IsMarked(string experiment, MetricInfo metric) => experiment switch
    {
        ExperimentSpec.Main => IsOfTable(metric),
        ExperimentSpec.Fine => metric.Id is MetricCatalog.MapAtR or MetricCatalog.RecallAt1,
        _ => false,
    };

    /// <summary>Every pair of arms in their order, except that the pair of the claims has contrastive first, whatever the order.</summary>
    private static IEnumerable<(string First, string Second)> Pairs(ComparisonSpec spec, ExperimentSpec experiment)
    {
        ClaimPair? claims = ClaimPair.Of(spec);
        string[] arms = [.. spec.ArmsOf(experiment).Select(arm => arm.Name)];
        for (int first = 0; first < arms.Length; first++)
        {
            for (int second = first + 1; second < arms.Length; second++)
            {
                (string, string) pair = (arms[first], arms[second]);
                yield return pair == (claims?.Triplet, claims?.Contrastive) ? (pair.Item2, pair.Item1) : pair;
            }
        }
    }

    private static IEnumerable<string> MetricsOf(RecordedNumbers numbers, string experiment, string first, string second)
    {
        HashSet<string> claimed = ClaimPair.Of(numbers.Spec) == new ClaimPair(first, second) ? ClaimMetrics(experiment) : [];
        return from metric in MetricCatalog.All
               let marked = IsMarked(experiment, metric) && (numbers.Has(experiment, first, metric.Id) || numbers.Has(experiment, second, metric.Id))
               where marked || claimed.Contains(metric.Id)
               select metric.Id;
    }

    private static HashSet<string> ClaimMetrics(string experiment) =>
    [
        .. from claim in StudyClaims.All
           where claim.Experiment(paperForm: false) == experiment || claim.Experiment(paperForm: true) == experiment
           from number in claim.Numbers
           select number.Metric,
    ];

    private static PairedComparison Compare(RecordedNumbers numbers, string experiment, string metric, string first, string second)
    {
        List<double> firsts = [];
        List<double> seconds = [];
        foreach (int seed in numbers.Spec.Seeds)
        {
            if (numbers.Get(experiment, first, seed, metric) is double a && numbers.Get(experiment, second, seed, metric) is double b)
            {
                firsts.Add(a);
                seconds.Add(b);
            }
        }

        PairedTTest test = PairedTTest.Of(firsts, seconds);
        return new PairedComparison
        {
            Experiment = experiment,
            Metric = metric,
            First = first,
            Second = second,
            Pairs = test.Pairs,
            Undefined = numbers.Spec.Seeds.Count - test.Pairs,
            Difference = test.Difference,
            Low = test.Low,
            High = test.High,
            T = test.T,
            P = test.P,
            Significant = false,
        };
    }
}
