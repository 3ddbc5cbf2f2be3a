using static DeepMetric.Lab.Metrics.MetricDirection;
using static DeepMetric.Lab.Metrics.MetricGroup;

namespace DeepMetric.Lab.Metrics;

/// <summary>Every number that a run can record, in the order in which reports show them.</summary>
public static class MetricCatalog
{
    /// <summary>Mean average precision at R on the test items.</summary>
    public const string MapAtR = "map-at-r";

    /// <summary>Recall@1 on the test items.</summary>
    public const string RecallAt1 = "recall-at-1";

    /// <summary>Recall@2.</summary>
    public const string RecallAt2 = "recall-at-2";

    /// <summary>Recall@4.</summary>
    public const string RecallAt4 = "recall-at-4";

    /// <summary>Recall@8.</summary>
    public const string RecallAt8 = "recall-at-8";

    /// <summary>R-precision.</summary>
    public const string RPrecision = "r-precision";

    /// <summary>Mean average precision over the full ranking.</summary>
    public const string Map = "map";

    /// <summary>Mean reciprocal rank.</summary>
    public const string Mrr = "mrr";

    /// <summary>Accuracy of a linear probe.</summary>
    public const string LinearProbe = "linear-probe";

    /// <summary>Accuracy of the five nearest training items.</summary>
    public const string KnnAccuracy = "knn-accuracy";

    /// <summary>Accuracy of the nearest class centroid.</summary>
    public const string NearestCentroid = "nearest-centroid";

    /// <summary>Normalised mutual information of k-means.</summary>
    public const string Nmi = "nmi";

    /// <summary>Adjusted mutual information of k-means.</summary>
    public const string Ami = "ami";

    /// <summary>MAP@R on the coarse labels (experiments on coarse labels only).</summary>
    public const string CoarseMapAtR = "coarse-map-at-r";

    /// <summary>Recall@1 on the coarse labels (experiments on coarse labels only).</summary>
    public const string CoarseRecallAt1 = "coarse-recall-at-1";

    /// <summary>Intra-class variance of the test embeddings.</summary>
    public const string Intra = "intra";

    /// <summary>Inter-class variance of the test embeddings (paper text).</summary>
    public const string Inter = "inter";

    /// <summary>Intra over inter.</summary>
    public const string ScaleFreeRatio = "scale-free-ratio";

    /// <summary>Mean distance of class centroids (author's code).</summary>
    public const string InterDistance = "inter-distance";

    /// <summary>Share of the simplex bound.</summary>
    public const string SimplexShare = "simplex-share";

    /// <summary>Fisher ratio.</summary>
    public const string FisherRatio = "fisher-ratio";

    /// <summary>Density (Roth et al.).</summary>
    public const string Density = "density";

    /// <summary>Spectral decay (Roth et al.).</summary>
    public const string SpectralDecay = "spectral-decay";

    /// <summary>Effective rank.</summary>
    public const string EffectiveRank = "effective-rank";

    /// <summary>Alignment.</summary>
    public const string Alignment = "alignment";

    /// <summary>Uniformity.</summary>
    public const string Uniformity = "uniformity";

    /// <summary>Active ratio over the first fifth of the steps.</summary>
    public const string EarlyActiveRatio = "early-active-ratio";

    /// <summary>Parameter gradient norm over the first fifth of the steps.</summary>
    public const string EarlyGradientNorm = "early-gradient-norm";

    /// <summary>Active ratio over the last fifth of the steps.</summary>
    public const string LateActiveRatio = "late-active-ratio";

    /// <summary>Parameter gradient norm over the last fifth of the steps.</summary>
    public const string LateGradientNorm = "late-gradient-norm";

    /// <summary>Gradient mass in the hardest decile over the last fifth of the steps.</summary>
    public const string LateHardestDecile = "late-hardest-decile";

    /// <summary>Fitted exponential decay rate of the tracked loss over the first fifth of the steps.</summary>
    public const string EarlyDecayRate = "early-decay-rate";

    /// <summary>Epochs until half of the first epoch's tracked loss was lost.</summary>
    public const string EpochsToHalf = "epochs-to-half";

    /// <summary>Epochs until nine tenths of the first epoch's tracked loss were lost.</summary>
    public const string EpochsToTenth = "epochs-to-tenth";

    /// <summary>All numbers, in the order in which reports show them.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        new(MapAtR, "MAP@R", Retrieval, HigherIsBetter, "Mean over queries of the average precision within the R nearest, R the number of other items of the class."),
        new(RecallAt1, "Recall@1", Retrieval, HigherIsBetter, "Share of queries whose nearest item is of their class."),
        new(RecallAt2, "Recall@2", Retrieval, HigherIsBetter, "Share of queries with an item of their class among the 2 nearest."),
        new(RecallAt4, "Recall@4", Retrieval, HigherIsBetter, "Share of queries with an item of their class among the 4 nearest."),
        new(RecallAt8, "Recall@8", Retrieval, HigherIsBetter, "Share of queries with an item of their class among the 8 nearest."),
        new(RPrecision, "R-precision", Retrieval, HigherIsBetter, "Mean share of items of the query's class among the R nearest."),
        new(Map, "MAP", Retrieval, HigherIsBetter, "Mean average precision over the full ranking."),
        new(Mrr, "MRR", Retrieval, HigherIsBetter, "Mean of 1 / rank of the first item of the query's class."),
        new(CoarseMapAtR, "coarse MAP@R", Retrieval, HigherIsBetter, "MAP@R on the coarse labels that were trained on."),
        new(CoarseRecallAt1, "coarse Recall@1", Retrieval, HigherIsBetter, "Recall@1 on the coarse labels that were trained on."),
        new(LinearProbe, "linear probe", Classification, HigherIsBetter, "Test accuracy of multinomial logistic regression on the frozen embeddings."),
        new(KnnAccuracy, "k-NN (5)", Classification, HigherIsBetter, "Test accuracy of the majority of the 5 nearest training items."),
        new(NearestCentroid, "nearest centroid", Classification, HigherIsBetter, "Test accuracy of the nearest centroid of the training classes."),
        new(Nmi, "NMI", Clustering, HigherIsBetter, "Normalised mutual information of k-means clusters and classes."),
        new(Ami, "AMI", Clustering, HigherIsBetter, "Mutual information of k-means clusters and classes, adjusted for chance.") { StandsInTables = false },
        new(Intra, "intra-class variance", Variance, Neither, "Mean over classes of the mean squared distance to the class centroid."),
        new(Inter, "inter-class variance", Variance, Neither, "Mean squared distance between class centroids."),
        new(ScaleFreeRatio, "intra / inter", Variance, LowerIsBetter, "Intra-class over inter-class variance: free of scale."),
        new(InterDistance, "centroid distance", Variance, Neither, "Mean distance between class centroids."),
        new(SimplexShare, "share of simplex bound", Variance, Neither, "Mean centroid distance over the largest that so many classes can have on the unit sphere."),
        new(FisherRatio, "Fisher ratio", Variance, Neither, "Trace of the between-class over trace of the within-class scatter."),
        new(Density, "density", Variance, Neither, "Mean in-class distance over mean distance of class centres (Roth et al. 2020)."),
        new(SpectralDecay, "spectral decay", Variance, Neither, "KL divergence of the uniform distribution from the singular values (Roth et al. 2020)."),
        new(EffectiveRank, "effective rank", Variance, Neither, "Exponential of the entropy of the centred singular values."),
        new(Alignment, "alignment", Variance, Neither, "Mean squared distance of positive pairs (Wang and Isola 2020)."),
        new(Uniformity, "uniformity", Variance, Neither, "Log mean Gaussian potential of all pairs (Wang and Isola 2020)."),
        new(EarlyActiveRatio, "active ratio, early", Greediness, Neither, "Active over valid terms, first 20 % of the steps."),
        new(EarlyGradientNorm, "gradient norm, early", Greediness, Neither, "Mean gradient norm over all parameters, first 20 % of the steps."),
        new(LateActiveRatio, "active ratio, late", Greediness, Neither, "Active over valid terms, last 20 % of the steps."),
        new(LateGradientNorm, "gradient norm, late", Greediness, Neither, "Mean gradient norm over all parameters, last 20 % of the steps."),
        new(LateHardestDecile, "hardest decile, late", Greediness, Neither, "Share of gradient mass in the tenth of the samples with the largest, last 20 % of the steps."),
        new(EarlyDecayRate, "decay rate, early", Greediness, Neither, "Fitted exponential rate of the tracked loss per step, first 20 % of the steps."),
        new(EpochsToHalf, "epochs to lose 50 %", Greediness, Neither, "Epochs until the tracked loss fell to half of its first value."),
        new(EpochsToTenth, "epochs to lose 90 %", Greediness, Neither, "Epochs until the tracked loss fell to a tenth of its first value."),
    ];

    private static readonly Dictionary<string, MetricInfo> ById = All.ToDictionary(metric => metric.Id);

    /// <summary>The metric of this id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static MetricInfo Get(string id) =>
        ById.TryGetValue(id, out MetricInfo? metric) ? metric : throw new ArgumentException($"No metric has the id '{id}'.", nameof(id));
}
