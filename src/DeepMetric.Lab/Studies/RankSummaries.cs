using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies;

/// <summary>Ranks arms over data sets: Friedman's test and Nemenyi's critical difference (Demšar, JMLR 2006).</summary>
internal static class RankSummaries
{
    internal static IReadOnlyList<RankSummary> Of(StudySpec spec, IReadOnlyList<TrackResults> entries) =>
    [
        .. from track in entries.Select(entry => entry.Track).Distinct()
           from metric in spec.File.Metrics
           let summary = Of(track, metric, [.. entries.Where(entry => entry.Track == track)])
           where summary is not null
           select summary,
    ];

    private static RankSummary? Of(Track track, string metric, TrackResults[] entries)
    {
        string[] arms = [.. entries.Select(entry => entry.Comparison.Spec.Arms.Select(arm => arm.Name)).Aggregate((one, other) => one.Intersect(other))];
        double?[][] means = [.. entries.Select(entry => arms.Select(arm => MeanOf(entry.Comparison, arm, metric)).ToArray()).Where(row => row.All(value => value is not null))];
        if (arms.Length < 2 || means.Length < 2)
        {
            return null;
        }

        bool higher = MetricCatalog.Get(metric).Direction != MetricDirection.LowerIsBetter;
        double[][] blocks = [.. means.Select(row => row.Select(value => value!.Value).ToArray())];
        FriedmanTest? test = arms.Length >= 3 ? FriedmanTest.Of(blocks, higher) : null;
        IReadOnlyList<double> ranks = test?.AverageRanks ?? TwoRanks(blocks, higher);
        int[] order = [.. Enumerable.Range(0, arms.Length).OrderBy(arm => ranks[arm])];
        NemenyiDifference? difference = test is null ? null : NemenyiDifference.Of(ranks, blocks.Length);
        return new RankSummary
        {
            Track = track,
            Metric = metric,
            Arms = [.. order.Select(arm => arms[arm])],
            MeanRanks = [.. order.Select(arm => ranks[arm])],
            Datasets = blocks.Length,
            P = test?.P,
            CriticalDifference = difference?.CriticalDifference,
            Groups = difference is null ? [] : [.. difference.Groups.Select(group => group.Select(arm => arms[arm]).ToArray())],
        };
    }

    private static double? MeanOf(ComparisonResults results, string arm, string metric) => results.Summary(results.Spec.Experiments[0].Name, arm, metric)?.Mean;

    private static double[] TwoRanks(double[][] blocks, bool higher)
    {
        double first = blocks.Average(row => row[0] == row[1] ? 1.5 : (row[0] > row[1]) == higher ? 1 : 2);
        return [first, 3 - first];
    }
}
