using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Words what was shown among several arms where none is shown to be better than every other.</summary>
internal static class LeadSentence
{
    /// <summary>
    /// On the first of some metrics with a decided test: the best arm that no other is shown to be better than, which ones it is shown to be better than, and to which no
    /// difference is shown; null where no test was decided. It stands inside a sentence.
    /// </summary>
    internal static string? Of(ComparisonResults results, CitedFigures figures, string experiment, IReadOnlyList<string> metrics, IReadOnlyList<string> arms)
    {
        foreach (string metric in metrics)
        {
            foreach (string lead in FromBest(results, experiment, metric, arms))
            {
                string[] beaten = [.. arms.Where(arm => arm != lead && BetterOf(results, experiment, metric, lead, arm) == lead)];
                string[] open = [.. arms.Where(arm => arm != lead && BetterOf(results, experiment, metric, lead, arm) is null)];
                if (beaten.Length > 0 && beaten.Length + open.Length == arms.Count - 1)
                {
                    string undecided = open.Length == 0 ? string.Empty : $", and no difference to {Words.Join(open)} is shown";
                    return $"no loss is shown to be better than all others; {lead} is shown to be better than {Words.Join(beaten)} ({figures.Of(experiment, metric, [lead, .. beaten])}){undecided}";
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> FromBest(ComparisonResults results, string experiment, string metric, IReadOnlyList<string> arms)
    {
        double sign = MetricCatalog.Get(metric).Direction == MetricDirection.LowerIsBetter ? -1 : 1;
        return arms.Select(arm => results.Summary(experiment, arm, metric)).OfType<ArmSummary>().OrderByDescending(summary => sign * summary.Mean).Select(summary => summary.Arm);
    }

    private static string? BetterOf(ComparisonResults results, string experiment, string metric, string arm, string other) =>
        results.Comparison(experiment, metric, arm, other) is { } test ? TableMarks.BetterOf(test) : null;
}
