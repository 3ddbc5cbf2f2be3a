using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Tests.Claims;

public sealed class StudyClaimsTests
{
    [Fact]
    public void Are_the_eight_claims_in_their_order() => Assert.Equal(
        ["intra-variance", "inter-variance", "fine-detail", "early-updates", "strong-updates", "convergence", "classification", "retrieval"],
        StudyClaims.All.Select(claim => claim.Id));

    [Fact]
    public void Test_the_numbers_with_the_signs_that_they_predict() => Assert.Equal(
        [
            "intra +1", "scale-free-ratio +1", "inter +1", "scale-free-ratio -1", "recall-at-1 +1", "map-at-r +1", "early-active-ratio -1",
            "early-gradient-norm +1", "late-active-ratio -1", "late-gradient-norm +1", "late-hardest-decile +1", "early-decay-rate -1",
            "epochs-to-half +1", "linear-probe +1", "knn-accuracy +1", "map-at-r +1", "recall-at-1 +1",
        ],
        from claim in StudyClaims.All
        from number in claim.Numbers
        select FormattableString.Invariant($"{number.Metric} {number.Sign:+0;-0}"));

    [Fact]
    public void Name_metrics_of_the_catalogue() => Assert.All(
        StudyClaims.All.SelectMany(claim => claim.Numbers.Select(number => number.Metric).Concat(claim.Beside)),
        metric => Assert.Equal(metric, MetricCatalog.Get(metric).Id));

    [Fact]
    public void Fine_detail_alone_is_tested_on_finer_labels()
    {
        Assert.Equal(["fine-detail"], StudyClaims.All.Where(claim => claim.OnFinerLabels).Select(claim => claim.Id));
        Assert.Equal(("fine", "paper-fine"), (StudyClaims.FineDetail.Experiment(false), StudyClaims.FineDetail.Experiment(true)));
        Assert.Equal(("main", "paper"), (StudyClaims.Retrieval.Experiment(false), StudyClaims.Retrieval.Experiment(true)));
    }
}
