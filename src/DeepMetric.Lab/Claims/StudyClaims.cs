using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Claims;

/// <summary>The claims of the study on contrastive and triplet loss (arXiv 2510.02161, and its follow-up for <see cref="Convergence"/>).</summary>
public static class StudyClaims
{
    /// <summary>More intra-class variance under triplet loss, both raw and in proportion to the inter-class variance.</summary>
    public static StudyClaim IntraVariance { get; } = new(
        "intra-variance",
        "Triplet loss keeps more intra-class variance.",
        [new(MetricCatalog.Intra, 1), new(MetricCatalog.ScaleFreeRatio, 1)])
    {
        ScaleFreeMetric = MetricCatalog.ScaleFreeRatio,
    };

    /// <summary>More inter-class variance under triplet loss.</summary>
    /// <remarks>
    /// The scale-free number agrees when intra / inter is lower for triplet: then its classes lie farther apart in proportion to their own spread, which
    /// stretching the whole space cannot bring about. As <see cref="IntraVariance"/> asks for the opposite, no run supports both in full.
    /// </remarks>
    public static StudyClaim InterVariance { get; } = new(
        "inter-variance",
        "Triplet loss keeps more inter-class variance.",
        [new(MetricCatalog.Inter, 1), new(MetricCatalog.ScaleFreeRatio, -1)])
    {
        ScaleFreeMetric = MetricCatalog.ScaleFreeRatio,
        Beside = [MetricCatalog.SimplexShare],
    };

    /// <summary>Finer distinctions than the labels asked for survive triplet loss.</summary>
    public static StudyClaim FineDetail { get; } = new(
        "fine-detail",
        "Triplet loss keeps distinctions inside a class that the labels did not ask for; contrastive loss obscures them.",
        [new(MetricCatalog.RecallAt1, 1), new(MetricCatalog.MapAtR, 1)])
    {
        OnFinerLabels = true,
        Beside = [MetricCatalog.CoarseRecallAt1],
    };

    /// <summary>Many small updates early under contrastive loss.</summary>
    public static StudyClaim EarlyUpdates { get; } = new(
        "early-updates",
        "Contrastive loss drives many small updates early in training.",
        [new(MetricCatalog.EarlyActiveRatio, -1), new(MetricCatalog.EarlyGradientNorm, 1)]);

    /// <summary>Fewer and stronger updates, on hard examples, late under triplet loss.</summary>
    public static StudyClaim StrongUpdates { get; } = new(
        "strong-updates",
        "Triplet loss makes fewer but stronger updates and keeps working on hard examples.",
        [new(MetricCatalog.LateActiveRatio, -1), new(MetricCatalog.LateGradientNorm, 1), new(MetricCatalog.LateHardestDecile, 1)]);

    /// <summary>A faster start of contrastive loss.</summary>
    public static StudyClaim Convergence { get; } = new(
        "convergence",
        "Contrastive loss lowers its loss faster at first.",
        [new(MetricCatalog.EarlyDecayRate, -1), new(MetricCatalog.EpochsToHalf, 1)]);

    /// <summary>Better classification with triplet loss.</summary>
    public static StudyClaim Classification { get; } = new(
        "classification",
        "Triplet loss classifies better.",
        [new(MetricCatalog.LinearProbe, 1), new(MetricCatalog.KnnAccuracy, 1)]);

    /// <summary>Better retrieval with triplet loss.</summary>
    public static StudyClaim Retrieval { get; } = new(
        "retrieval",
        "Triplet loss retrieves better.",
        [new(MetricCatalog.MapAtR, 1), new(MetricCatalog.RecallAt1, 1)]);

    /// <summary>All claims, in the order in which reports show them.</summary>
    public static IReadOnlyList<StudyClaim> All { get; } =
        [IntraVariance, InterVariance, FineDetail, EarlyUpdates, StrongUpdates, Convergence, Classification, Retrieval];
}
