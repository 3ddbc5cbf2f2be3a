using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Studies;

/// <summary>Studies in which nothing differs: a verdict of any kind is a false one.</summary>
public sealed class NullStudiesTests(ITestOutputHelper output)
{
    private const int Studies = 1000;

    // The scores of the table, and the numbers of the claims on variances and late updates.
    private static readonly string[] Metrics =
    [
        MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.LinearProbe, MetricCatalog.KnnAccuracy, MetricCatalog.Nmi, MetricCatalog.Intra, MetricCatalog.Inter,
        MetricCatalog.ScaleFreeRatio, MetricCatalog.LateActiveRatio, MetricCatalog.LateGradientNorm, MetricCatalog.LateHardestDecile,
    ];

    /// <summary>How the numbers of a training hang together.</summary>
    public enum Numbers
    {
        /// <summary>Each on its own.</summary>
        Independent,

        /// <summary>A good training is good in everything: a correlation of 0.8, as of retrieval scores of one embedding.</summary>
        Correlated,

        /// <summary>Scores are counts of few test items, so that differences are often equal by chance.</summary>
        Counts,
    }

    // 10 times 1,000 studies of 2 data sets. Holm's correction over a study allows false verdicts in 5 % of studies; 1,000 estimate that to a standard error of 0.7 points,
    // so 6 % is no more than noise. Verdicts ask for more than one significant number does, so that rates lie well below.
    [Theory]
    [InlineData(3, Numbers.Independent)]
    [InlineData(5, Numbers.Independent)]
    [InlineData(8, Numbers.Independent)]
    [InlineData(3, Numbers.Correlated)]
    [InlineData(5, Numbers.Correlated)]
    [InlineData(8, Numbers.Correlated)]
    [InlineData(3, Numbers.Counts)]
    [InlineData(4, Numbers.Counts)]
    [InlineData(5, Numbers.Counts)]
    [InlineData(8, Numbers.Counts)]
    public void At_most_6_percent_come_to_a_false_verdict(int seeds, Numbers kind)
    {
        StudySpec spec = new FakeStudy(FakeStudy.File with { Seeds = seeds, Datasets = [new StudyDataset { Name = "digits" }, new StudyDataset { Name = "mnist" }] }).Spec;
        int claims = 0;
        int effects = 0;
        int significant = 0;
        int wrong = 0;
        for (int study = 0; study < Studies; study++)
        {
            var random = new SplitMix((ulong)((study * 100) + (seeds * 10) + (int)kind));
            IReadOnlyList<ComparisonResults> results = ComparisonAnalysis.AnalyzeTogether([.. spec.Datasets.Select(dataset => DataOf(dataset, kind, random))]);
            bool claim = results.SelectMany(result => result.Claims).Any(verdict => verdict.Verdict is not (Verdict.NoDifferenceShown or Verdict.NotTested));
            bool any = results.SelectMany(result => result.Comparisons).Any(test => test.Significant);

            // A word for a better arm needs a significant test; sizes and powers take their time, so only every 20th study without one is asked for its effects too.
            bool effect = (any || study % 20 == 0) && PairEffects.Of(spec, results).SelectMany(pairs => pairs).Any(pair => pair.Verdict is "better" or "worse");
            claims += claim ? 1 : 0;
            effects += effect ? 1 : 0;
            significant += any ? 1 : 0;
            wrong += claim || effect ? 1 : 0;
            Assert.True(any || !(claim || effect), "A verdict without a significant number.");
        }

        output.WriteLine(FormattableString.Invariant($"{seeds} seeds, {kind}: {100.0 * wrong / Studies:0.0} % with a false verdict ({100.0 * claims / Studies:0.0} % a claim, {100.0 * effects / Studies:0.0} % an effect; {100.0 * significant / Studies:0.0} % any significant number)"));
        Assert.True(wrong <= 0.06 * Studies, FormattableString.Invariant($"{wrong} of {Studies} studies came to a false verdict."));
    }

    private static ComparisonData DataOf(ResolvedDataset dataset, Numbers kind, SplitMix random)
    {
        double share = kind == Numbers.Independent ? 0 : 0.8;
        var units = new List<UnitResult>();
        foreach (string arm in dataset.Run.Arms.Select(arm => arm.Name))
        {
            foreach (int seed in dataset.Run.Seeds)
            {
                double common = random.Normal();
                double Number(string metric)
                {
                    double value = 0.8 + (0.01 * ((Math.Sqrt(share) * common) + (Math.Sqrt(1 - share) * random.Normal())));
                    return kind == Numbers.Counts && IsCount(metric) ? Math.Round(value * 100) / 100 : value;
                }

                units.Add(new UnitResult { Key = new UnitKey(ExperimentSpec.Main, arm, seed), Steps = 1, Numbers = Metrics.ToDictionary(metric => metric, Number), IntraPerClass = [] });
            }
        }

        return new ComparisonData(dataset.Run, dataset.Facts, units, []);
    }

    private static bool IsCount(string metric) => metric.Contains("recall", StringComparison.Ordinal)
        || MetricCatalog.Get(metric).Group == MetricGroup.Classification;
}
