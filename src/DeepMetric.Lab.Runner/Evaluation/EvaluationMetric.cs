using System.Globalization;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Runner;

/// <summary>The numbers of an evaluation, in the order in which they are shown.</summary>
public static class EvaluationMetric
{
    /// <summary>Recall@5.</summary>
    public const string RecallAt5 = "recall-at-5";

    /// <summary>Recall@10.</summary>
    public const string RecallAt10 = "recall-at-10";

    /// <summary>Normalised discounted cumulative gain.</summary>
    public const string Ndcg = "ndcg";

    /// <summary>Normalised discounted cumulative gain by levels of labels.</summary>
    public const string GradedNdcg = "graded-ndcg";

    /// <summary>The area under the ROC curve of pairs.</summary>
    public const string RocAuc = "roc-auc";

    /// <summary>The equal error rate of pairs.</summary>
    public const string EqualErrorRate = "eer";

    /// <summary>The best F1 of pairs.</summary>
    public const string BestF1 = "best-f1";

    /// <summary>The best accuracy of pairs.</summary>
    public const string BestAccuracy = "best-accuracy";

    /// <summary>The best balanced accuracy of pairs.</summary>
    public const string BestBalancedAccuracy = "best-balanced-accuracy";

    /// <summary>The K of the numbers by K.</summary>
    public static IReadOnlyList<int> CutOffs { get; } = [1, 2, 4, 5, 8, 10];

    /// <summary>The false match rates at which false non-match rates are given.</summary>
    public static IReadOnlyList<double> FalseMatchRates { get; } = [1e-2, 1e-3];

    /// <summary>The numbers that there are for each K. With K = 1 precision, MAP and NDCG are Recall@1, and have no id of their own.</summary>
    public static IReadOnlyList<CutOffFamily> ByCutOff { get; } =
    [
        new("Recall@", RecallAt, "Share of queries with an item of their class among the {0} nearest; also called CMC@{0}.") { HasOwnFirst = true },
        new("precision@", PrecisionAt, "Mean share of items of the query's class among the {0} nearest."),
        new("MAP@", MapAt, "Mean over queries of the average precision within the {0} nearest."),
        new("NDCG@", NdcgAt, "Normalised discounted cumulative gain within the {0} nearest."),
        new("graded NDCG@", GradedNdcgAt, "Normalised discounted cumulative gain within the {0} nearest, by levels of labels shared.") { HasOwnFirst = true },
    ];

    /// <summary>All numbers: those of the catalogue that need no training record, and those that only an evaluation has.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        Known(MetricCatalog.MapAtR),
        .. OfFamily(0),
        Known(MetricCatalog.RPrecision),
        Known(MetricCatalog.Map),
        Known(MetricCatalog.Mrr),
        Retrieval(Ndcg, "NDCG", "Normalised discounted cumulative gain over the full ranking."),
        Retrieval(GradedNdcg, "graded NDCG", "Normalised discounted cumulative gain over the full ranking; an item that shares g levels of labels with the query is worth 2^g - 1."),
        .. Enumerable.Range(1, 4).SelectMany(OfFamily),
        Known(MetricCatalog.LinearProbe),
        Known(MetricCatalog.KnnAccuracy),
        Known(MetricCatalog.NearestCentroid),
        Known(MetricCatalog.Nmi),
        Known(MetricCatalog.Ami),
        Pairs(RocAuc, "ROC AUC", MetricDirection.HigherIsBetter, "Chance that a pair of one class is closer than a pair of two."),
        Pairs(EqualErrorRate, "equal error rate", MetricDirection.LowerIsBetter, "The rate at which pairs of one class are missed and pairs of two are matched equally often."),
        .. FalseMatchRates.Select(rate => Pairs(
            FnmrAt(rate), string.Create(CultureInfo.InvariantCulture, $"FNMR at FMR {rate}"), MetricDirection.LowerIsBetter, $"Share of pairs of one class that are missed where at most {rate.ToString(CultureInfo.InvariantCulture)} of the pairs of two match.")),
        .. Best(BestF1, "best F1", "F1 of matching pairs at the threshold that is best for it."),
        .. Best(BestAccuracy, "best accuracy", "Share of pairs judged right at the threshold that is best for it."),
        .. Best(BestBalancedAccuracy, "best balanced accuracy", "Mean of the shares of both kinds of pairs judged right at the threshold that is best for it."),
        .. MetricCatalog.All.Where(metric => metric.Group == MetricGroup.Variance),
    ];

    /// <summary>The id of Recall@K.</summary>
    /// <param name="k">K.</param>
    public static string RecallAt(int k) => At("recall", k);

    /// <summary>The id of precision@K.</summary>
    /// <param name="k">K.</param>
    public static string PrecisionAt(int k) => At("precision", k);

    /// <summary>The id of MAP@K.</summary>
    /// <param name="k">K.</param>
    public static string MapAt(int k) => At("map", k);

    /// <summary>The id of NDCG@K.</summary>
    /// <param name="k">K.</param>
    public static string NdcgAt(int k) => At("ndcg", k);

    /// <summary>The id of the graded NDCG@K.</summary>
    /// <param name="k">K.</param>
    public static string GradedNdcgAt(int k) => At("graded-ndcg", k);

    /// <summary>The id of FNMR at a false match rate, such as <c>fnmr-at-fmr-0.01</c>.</summary>
    /// <param name="falseMatchRate">The rate.</param>
    public static string FnmrAt(double falseMatchRate) => string.Create(CultureInfo.InvariantCulture, $"fnmr-at-fmr-{falseMatchRate}");

    /// <summary>The id of the threshold at which a score is best.</summary>
    /// <param name="score">The id of the score, such as <see cref="BestF1"/>.</param>
    public static string ThresholdOf(string score) => $"{score}-threshold";

    /// <summary>Whether a number of a model is hardly above that of its raw input, so that it says little about the model.</summary>
    /// <param name="metric">The number.</param>
    /// <param name="model">The model's.</param>
    /// <param name="input">The raw input's.</param>
    public static bool IsAtCeiling(MetricInfo metric, double model, double input)
    {
        ArgumentNullException.ThrowIfNull(metric);
        const double Near = 0.02;
        return metric.Direction == MetricDirection.HigherIsBetter && input >= model - Near;
    }

    private static string At(string name, int k) => string.Create(CultureInfo.InvariantCulture, $"{name}-at-{k}");

    private static MetricInfo Known(string id) => MetricCatalog.Get(id);

    private static MetricInfo Retrieval(string id, string title, string meaning) => new(id, title, MetricGroup.Retrieval, MetricDirection.HigherIsBetter, meaning);

    private static MetricInfo Pairs(string id, string title, MetricDirection direction, string meaning) => new(id, title, MetricGroup.Verification, direction, meaning);

    private static MetricInfo[] Best(string id, string title, string meaning) =>
    [
        Pairs(id, title, MetricDirection.HigherIsBetter, meaning),
        Pairs(ThresholdOf(id), $"{title}: distance", MetricDirection.Neither, $"The largest distance that matches at the threshold of the {title}."),
    ];

    private static IEnumerable<MetricInfo> OfFamily(int family) => CutOffs.Where(k => k > 1 || ByCutOff[family].HasOwnFirst).Select(k => ByCutOff[family].At(k));
}
