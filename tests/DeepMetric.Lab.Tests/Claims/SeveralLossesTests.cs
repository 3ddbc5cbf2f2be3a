using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Claims;

public sealed class SeveralLossesTests
{
    private static readonly string[] Scores =
    [
        MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.RecallAt2, MetricCatalog.RecallAt4, MetricCatalog.RecallAt8, MetricCatalog.RPrecision,
        MetricCatalog.Map, MetricCatalog.Mrr, MetricCatalog.LinearProbe, MetricCatalog.KnnAccuracy, MetricCatalog.NearestCentroid, MetricCatalog.Nmi,
    ];

    private static ArmSpec[] Arms(params string[] names) => [.. names.Select(name => new ArmSpec { Name = name, Loss = name })];

    [Fact]
    public void Every_pair_is_tested_on_every_score_and_the_correction_is_over_all_tests()
    {
        // Differences of 0.01, 0.02, 0.03 (b, c against a): t = 2 √3, p = 1 - 2 √3 / √14 (2 degrees of freedom); c against b: 0.01, 0, -0.01, t = 0, p = 1.
        double[][] values = [[0.1, 0.3, 0.2], [0.11, 0.32, 0.23], [0.13, 0.32, 0.21]];
        var run = new SimulatedRun { Arms = Arms("a", "b", "c"), Seeds = 3, Experiments = [ExperimentSpec.Main] };
        UnitResult[] units =
        [
            .. from arm in Enumerable.Range(0, 3)
               from seed in Enumerable.Range(0, 3)
               select new UnitResult
               {
                   Key = new(ExperimentSpec.Main, run.Arms[arm].Name, seed),
                   Steps = 1,
                   Numbers = new Dictionary<string, double> { [MetricCatalog.MapAtR] = values[arm][seed] },
                   IntraPerClass = [],
               },
        ];
        ComparisonResults results = ComparisonAnalysis.Analyze(run.Spec, run.Dataset, units, []);
        Assert.Equal([("a", "b"), ("a", "c"), ("b", "c")], results.Comparisons.Select(test => (test.First, test.Second)));
        double p = 1 - (2 * Math.Sqrt(3) / Math.Sqrt(14));
        Assert.Equal(p, results.Comparisons[0].P!.Value, 1e-9);
        Assert.Equal(p, results.Comparisons[1].P!.Value, 1e-9);
        Assert.Equal(1, results.Comparisons[2].P!.Value, 1e-6);

        // Holm: the smallest of three times 3; the second is at least as large.
        Assert.Equal(3 * p, results.Comparisons[0].HolmP!.Value, 1e-9);
        Assert.Equal(3 * p, results.Comparisons[1].HolmP!.Value, 1e-9);
        Assert.All(results.Comparisons, test => Assert.False(test.Significant));

        // Ranks by seed: a is last in all; b and c are 2, 1 - 1.5, 1.5 - 1, 2.
        Assert.Equal([("b", 1.5), ("c", 1.5), ("a", 3.0)], results.Ranking.Select(ranked => (ranked.Arm, ranked.MeanRank)));
        Assert.All(results.Ranking, ranked => Assert.Equal((0, 0, 2), (ranked.ShownBetter, ranked.ShownWorse, ranked.Tests)));
    }

    [Fact]
    public void The_ranking_counts_what_was_shown_beside_the_mean_ranks()
    {
        var run = new SimulatedRun { Arms = Arms("a", "b", "c", "d"), Noise = 0 };
        foreach (string score in Scores)
        {
            run.Shift(ExperimentSpec.Main, "b", score, 0.1).Shift(ExperimentSpec.Main, "d", score, -0.1);
        }

        ComparisonResults results = run.Analyze();
        Assert.Equal([("b", 1.0), ("a", 2.5), ("c", 2.5), ("d", 4.0)], results.Ranking.Select(ranked => (ranked.Arm, ranked.MeanRank)));
        Assert.Equal(
            [(36, 0), (12, 12), (12, 12), (0, 36)],
            results.Ranking.Select(ranked => (ranked.ShownBetter, ranked.ShownWorse)));
        Assert.All(results.Ranking, ranked => Assert.Equal(36, ranked.Tests));
        Assert.Equal("b", TableMarks.Better(results, MetricCatalog.MapAtR));
    }

    [Fact]
    public void Of_equal_losses_almost_none_is_shown_to_be_better()
    {
        int marked = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            ComparisonResults results = new SimulatedRun { Arms = Arms("a", "b", "c", "d", "e"), RandomSeed = seed, Experiments = [ExperimentSpec.Main] }.Analyze();
            Assert.Equal(120, results.Comparisons.Count);
            marked += results.Comparisons.Any(test => test.Significant) ? 1 : 0;
        }

        // The chance of a false mark anywhere in a run is below 0.05: of 40 runs more than 7 have one with a chance below 0.001.
        Assert.InRange(marked, 0, 7);
    }

    [Fact]
    public void The_claims_keep_their_pair_among_many_losses_and_the_papers_form_its_arms()
    {
        var run = new SimulatedRun { Arms = Arms("supcon", "triplet", "ntxent", "contrastive"), PaperArms = ["triplet", "contrastive"] };
        ComparisonResults results = run.Favour(StudyClaims.Retrieval, 0.2).Favour(StudyClaims.Retrieval, 0.2, paperForm: true).Analyze();
        ClaimVerdict retrieval = results.Claims.Single(claim => claim.Id == "retrieval");
        Assert.Equal((Verdict.Supported, Verdict.Supported), (retrieval.Verdict, retrieval.PaperVerdict!.Value));
        Assert.All(results.Comparisons.Where(test => test.Experiment == ExperimentSpec.Paper), test => Assert.Equal(("contrastive", "triplet"), (test.First, test.Second)));
        Assert.Null(results.Summary(ExperimentSpec.Paper, "supcon", MetricCatalog.MapAtR));
        Assert.Equal(6, results.Comparisons.Count(test => test is { Experiment: ExperimentSpec.Main, Metric: MetricCatalog.Nmi }));
        Assert.Equal(6, results.Comparisons.Count(test => test is { Experiment: ExperimentSpec.Fine, Metric: MetricCatalog.RecallAt1 }));
        Assert.Equal(run.Units().Count, results.Units.Count);
    }

    [Fact]
    public void A_loss_that_beats_all_others_is_recommended_with_the_best_of_them()
    {
        Recommendation recommendation = new SimulatedRun { Arms = Arms("a", "b", "c", "d", "e"), Noise = 0 }
            .Shift(ExperimentSpec.Main, "c", MetricCatalog.MapAtR, 0.1).Shift(ExperimentSpec.Main, "e", MetricCatalog.MapAtR, 0.05).Analyze().Recommendation;
        Assert.Equal("c", recommendation.Arm);
        Assert.StartsWith(
            "For the labels trained on, use c: MAP@R 0.600 [0.600, 0.600] (c) against 0.550 [0.550, 0.550] (e), the best of these 4, corrected p < 0.001.",
            recommendation.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_some_losses_are_shown_to_be_better_than_others_that_is_said_and_none_is_recommended()
    {
        Recommendation recommendation = new SimulatedRun { Arms = Arms("a", "b", "c", "d", "e"), Noise = 0 }
            .Shift(ExperimentSpec.Main, "c", MetricCatalog.MapAtR, 0.1).Shift(ExperimentSpec.Main, "e", MetricCatalog.MapAtR, 0.1).Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.StartsWith(
            "For the labels trained on, no loss is shown to be better than all others; c is shown to be better than a, b and d "
            + "(MAP@R 0.600 [0.600, 0.600] (c) against 0.500 [0.500, 0.500] (a), the best of these 3, corrected p < 0.001), and no difference to e is shown.",
            recommendation.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_is_shown_the_range_of_the_figures_is_told()
    {
        Recommendation recommendation = new SimulatedRun { Arms = Arms("a", "b", "c", "d", "e"), Seeds = 3, Noise = 0.01, Experiments = [ExperimentSpec.Main] }.Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.Matches(
            @"^Retrieval and classification show no reliable difference, so they speak for no loss: MAP@R from 0\.\d+ \[.*\] \([a-e]\) to 0\.\d+ \[.*\] \([a-e]\); linear probe from 0\.",
            recommendation.Text);
        Assert.Equal(["main/map-at-r", "main/linear-probe"], recommendation.Cites);
    }

    [Fact]
    public void Finer_labels_are_told_for_any_losses()
    {
        SimulatedRun run = new SimulatedRun { Arms = Arms("a", "b", "c"), Noise = 0 }.Shift(ExperimentSpec.Fine, "b", MetricCatalog.RecallAt1, 0.2).Shift(ExperimentSpec.Fine, "b", MetricCatalog.MapAtR, 0.2);
        Recommendation recommendation = run.Analyze().Recommendation;
        Assert.Equal("b", recommendation.Arm);
        Assert.StartsWith("Where distinctions inside a class matter, use b: trained on parity and evaluated on digit, Recall@1 0.700", recommendation.Text, StringComparison.Ordinal);
    }
}
