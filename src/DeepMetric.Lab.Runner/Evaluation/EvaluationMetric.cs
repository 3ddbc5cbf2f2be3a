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

    /// <summary>Adjusted mutual information of k-means.</summary>
    public const string Ami = "ami";

    /// <summary>The K of Recall@K and precision@K.</summary>
    public static IReadOnlyList<int> CutOffs { get; } = [1, 2, 4, 5, 8, 10];

    /// <summary>All numbers: those of the catalogue that need no training record, and those that only an evaluation has.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        Known(MetricCatalog.MapAtR),
        .. CutOffs.Select(k => Added(RecallAt(k), $"Recall@{k}", $"Share of queries with an item of their class among the {k} nearest.")),
        Known(MetricCatalog.RPrecision),
        Known(MetricCatalog.Map),
        Known(MetricCatalog.Mrr),
        Added(Ndcg, "NDCG", "Normalised discounted cumulative gain over the full ranking."),
        .. CutOffs.Where(k => k > 1).Select(k => Added(PrecisionAt(k), $"precision@{k}", $"Mean share of items of the query's class among the {k} nearest.")),
        Known(MetricCatalog.LinearProbe),
        Known(MetricCatalog.KnnAccuracy),
        Known(MetricCatalog.NearestCentroid),
        Known(MetricCatalog.Nmi),
        new(Ami, "AMI", MetricGroup.Clustering, MetricDirection.HigherIsBetter, "Mutual information of k-means clusters and classes, adjusted for chance."),
        .. MetricCatalog.All.Where(metric => metric.Group == MetricGroup.Variance),
    ];

    /// <summary>The id of Recall@K.</summary>
    /// <param name="k">K.</param>
    public static string RecallAt(int k) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"recall-at-{k}");

    /// <summary>The id of precision@K.</summary>
    /// <param name="k">K.</param>
    public static string PrecisionAt(int k) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"precision-at-{k}");

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

    private static MetricInfo Known(string id) => MetricCatalog.Get(id);

    private static MetricInfo Added(string id, string title, string meaning) => new(id, title, MetricGroup.Retrieval, MetricDirection.HigherIsBetter, meaning);
}
