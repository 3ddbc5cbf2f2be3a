using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Summarises every number per experiment and arm, untrained nets and raw input.</summary>
internal static class SummaryTable
{
    private static readonly string[] BaselineOrder = [BaselineResult.UntrainedNet, BaselineResult.RawInput];

    /// <summary>In the order experiment, arms then untrained net then raw input, metric; a number that is defined for no seed has no summary.</summary>
    internal static IReadOnlyList<ArmSummary> Of(RecordedNumbers numbers)
    {
        List<ArmSummary> summaries = [];
        foreach (string experiment in numbers.Spec.Experiments.Select(experiment => experiment.Name))
        {
            foreach (string arm in numbers.Spec.Arms.Select(arm => arm.Name))
            {
                Add(summaries, experiment, arm, [.. numbers.Units.Where(unit => unit.Key.Experiment == experiment && unit.Key.Arm == arm).Select(unit => unit.Numbers)]);
            }

            IEnumerable<BaselineResult> baselines = numbers.Baselines.Where(baseline => baseline.Experiment == experiment);
            foreach (IGrouping<string, BaselineResult> group in baselines.GroupBy(baseline => baseline.Name).OrderBy(group => Array.IndexOf(BaselineOrder, group.Key)))
            {
                Add(summaries, experiment, group.Key, [.. group.Select(baseline => baseline.Numbers)]);
            }
        }

        return summaries;
    }

    private static void Add(List<ArmSummary> summaries, string experiment, string arm, IReadOnlyList<IReadOnlyDictionary<string, double>> runs)
    {
        foreach (string metric in MetricCatalog.All.Select(metric => metric.Id))
        {
            double[] values = [.. runs.Where(run => run.ContainsKey(metric)).Select(run => run[metric])];
            if (values.Length == 0)
            {
                continue;
            }

            SummaryStatistics statistics = SummaryStatistics.Of(values);
            summaries.Add(new ArmSummary
            {
                Experiment = experiment,
                Arm = arm,
                Metric = metric,
                Count = statistics.Count,
                Mean = statistics.Mean,
                Low = statistics.Low,
                High = statistics.High,
            });
        }
    }
}
