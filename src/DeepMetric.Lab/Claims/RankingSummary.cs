using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Ranks the arms of a comparison over its scores.</summary>
/// <remarks>
/// The order, by mean rank, is a description; what was shown is counted beside it, from the corrected tests. Scores are retrieval, classification and
/// clustering of the main experiment; a score that some arm lacks in a seed ranks nobody in that seed.
/// </remarks>
internal static class RankingSummary
{
    internal static IReadOnlyList<RankedArm> Of(RecordedNumbers numbers, ComparisonResults results)
    {
        ComparisonSpec spec = numbers.Spec;
        string[] arms = [.. spec.Arms.Select(arm => arm.Name)];
        if (arms.Length < 2 || spec.Experiments.All(experiment => experiment.Name != ExperimentSpec.Main || !arms.All(experiment.Has)))
        {
            return [];
        }

        double[] sums = new double[arms.Length];
        int ranked = 0;
        foreach (MetricInfo metric in MetricCatalog.All.Where(TestFamily.IsOfTable))
        {
            foreach (int seed in spec.Seeds)
            {
                double?[] values = [.. arms.Select(arm => numbers.Get(ExperimentSpec.Main, arm, seed, metric.Id))];
                if (values.All(value => value is not null))
                {
                    double sign = metric.Direction == MetricDirection.LowerIsBetter ? -1 : 1;
                    Add(sums, [.. values.Select(value => sign * value!.Value)]);
                    ranked++;
                }
            }
        }

        return ranked == 0 ? [] : [.. arms.Select((arm, index) => Rank(results, arm, sums[index] / ranked)).OrderBy(arm => arm.MeanRank)];
    }

    private static void Add(double[] sums, double[] values)
    {
        for (int arm = 0; arm < values.Length; arm++)
        {
            int better = values.Count(value => value > values[arm]);
            int equal = values.Count(value => value == values[arm]);
            sums[arm] += better + ((equal + 1) / 2.0);
        }
    }

    private static RankedArm Rank(ComparisonResults results, string arm, double meanRank)
    {
        PairedComparison[] tests =
        [
            .. results.Comparisons.Where(test => test.Experiment == ExperimentSpec.Main && test.HolmP is not null && (test.First == arm || test.Second == arm)
                && TestFamily.IsOfTable(MetricCatalog.Get(test.Metric))),
        ];
        return new RankedArm
        {
            Arm = arm,
            MeanRank = meanRank,
            ShownBetter = tests.Count(test => TableMarks.BetterOf(test) == arm),
            ShownWorse = tests.Count(test => TableMarks.BetterOf(test) is { } better && better != arm),
            Tests = tests.Length,
        };
    }
}
