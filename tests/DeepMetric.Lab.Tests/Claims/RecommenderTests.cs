using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Claims;

public sealed class RecommenderTests
{
    // Numbers are constant per arm here (no noise), so every mean and interval can be read off the shifts.
    private static SimulatedRun Exact() => new() { Noise = 0 };

    [Fact]
    public void Nothing_shown_recommends_nothing_and_says_so()
    {
        Recommendation recommendation = Exact().Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.Equal(
            "Retrieval and classification show no reliable difference, so they speak for no loss: "
            + "MAP@R 0.500 [0.500, 0.500] (contrastive) against 0.500 [0.500, 0.500] (triplet), corrected p = 1.000; "
            + "linear probe 0.500 [0.500, 0.500] (contrastive) against 0.500 [0.500, 0.500] (triplet), corrected p = 1.000. "
            + "Distinctions inside a class show no reliable difference either way (trained on parity and evaluated on digit): "
            + "Recall@1 0.500 [0.500, 0.500] (contrastive) against 0.500 [0.500, 0.500] (triplet), corrected p = 1.000.",
            recommendation.Text);
        Assert.Equal(["main/map-at-r", "main/linear-probe", "fine/recall-at-1"], recommendation.Cites);
    }

    [Fact]
    public void Fine_detail_decides_where_the_tasks_do_not()
    {
        Recommendation recommendation = Exact().Favour(StudyClaims.FineDetail, 0.25).Raw(MetricCatalog.RecallAt1, 0.49).Analyze().Recommendation;
        Assert.Equal("triplet", recommendation.Arm);
        Assert.StartsWith(
            "Where distinctions inside a class matter, use triplet: trained on parity and evaluated on digit, "
            + "Recall@1 0.750 [0.750, 0.750] (triplet) against 0.500 [0.500, 0.500] (contrastive), corrected p < 0.001. "
            + "Retrieval and classification show no reliable difference",
            recommendation.Text,
            StringComparison.Ordinal);
        Assert.EndsWith("(ceiling: the raw input alone reaches Recall@1 0.490).", recommendation.Text, StringComparison.Ordinal);
        Assert.Contains("main/recall-at-1", recommendation.Cites);
    }

    [Fact]
    public void The_tasks_decide_where_they_agree()
    {
        Recommendation recommendation = Exact().Favour(StudyClaims.Retrieval, -0.1).Analyze().Recommendation;
        Assert.Equal("contrastive", recommendation.Arm);
        Assert.StartsWith(
            "For the labels trained on, use contrastive: MAP@R 0.500 [0.500, 0.500] (contrastive) against 0.400 [0.400, 0.400] (triplet), corrected p < 0.001",
            recommendation.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_both_ways_names_no_arm_and_gives_both_sides()
    {
        var run = Exact().Favour(StudyClaims.Retrieval, -0.1).Favour(StudyClaims.FineDetail, 0.25);
        Recommendation recommendation = run.Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.StartsWith("The evidence points both ways. For the labels trained on, use contrastive:", recommendation.Text, StringComparison.Ordinal);
        Assert.Contains("Where distinctions inside a class matter, use triplet:", recommendation.Text, StringComparison.Ordinal);

        Recommendation within = Exact().Favour(StudyClaims.Retrieval, 0.1).Favour(StudyClaims.Classification, -0.1).Analyze().Recommendation;
        Assert.Null(within.Arm);
        Assert.Contains("Retrieval and classification disagree: MAP@R 0.600", within.Text, StringComparison.Ordinal);
        Assert.Contains("linear probe 0.500 [0.500, 0.500] (contrastive) against 0.400", within.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void How_updates_are_spent_is_told_but_decides_nothing()
    {
        var run = Exact().Favour(StudyClaims.StrongUpdates, 0.125).Favour(StudyClaims.EarlyUpdates, -0.125);
        Recommendation recommendation = run.Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.EndsWith(
            "How they spend their updates: triplet makes fewer but stronger updates late and keeps working on hard samples "
            + "(hardest decile, late 0.625 [0.625, 0.625] (triplet) against 0.500 [0.500, 0.500] (contrastive), corrected p < 0.001); "
            + "against the study, triplet is the one that makes many small updates early "
            + "(active ratio, early 0.500 [0.500, 0.500] (contrastive) against 0.625 [0.625, 0.625] (triplet), corrected p < 0.001).",
            recommendation.Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "none", "below 3 seeds nothing was tested")]
    [InlineData(5, "train", "labels were permuted")]
    public void Runs_that_cannot_tell_recommend_nothing(int seeds, string shuffled, string reason)
    {
        var run = new SimulatedRun { Noise = 0, Seeds = seeds, ShuffledLabels = shuffled };
        Recommendation recommendation = run.Favour(StudyClaims.Retrieval, 0.1).Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.Contains(reason, recommendation.Text, StringComparison.Ordinal);
        Assert.Contains("MAP@R 0.500", recommendation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void One_arm_leaves_nothing_to_choose()
    {
        Recommendation recommendation = new SimulatedRun { Arms = [new() { Name = "triplet", Loss = "triplet" }] }.Analyze().Recommendation;
        Assert.Null(recommendation.Arm);
        Assert.Contains("only one arm was run", recommendation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_cited_is_a_recorded_one()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new SplitMix(seed);
            var run = new SimulatedRun { RandomSeed = seed };
            foreach (StudyClaim claim in StudyClaims.All)
            {
                run.Favour(claim, 0.02 * random.Normal());
            }

            ComparisonResults results = run.Analyze();
            Assert.NotEmpty(results.Recommendation.Cites);
            Assert.InRange(results.Recommendation.Text.Split(". ").Length, 2, 3);
            Assert.All(results.Recommendation.Cites, cite =>
            {
                string[] parts = cite.Split('/');
                Assert.NotNull(results.Summary(parts[0], "triplet", parts[1]));
                Assert.Contains(MetricCatalog.Get(parts[1]).Title, results.Recommendation.Text, StringComparison.Ordinal);
            });
        }
    }
}
