using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Claims;

/// <summary>The two arms that the study's claims are about.</summary>
/// <param name="Contrastive">The name of the first arm that trains contrastive loss.</param>
/// <param name="Triplet">The name of the first arm that trains triplet loss.</param>
public sealed record ClaimPair(string Contrastive, string Triplet)
{
    /// <summary>The catalogue name of contrastive loss.</summary>
    public const string ContrastiveLoss = "contrastive";

    /// <summary>The catalogue name of triplet loss.</summary>
    public const string TripletLoss = "triplet";

    /// <summary>The pair of a comparison; null where one of the two losses is not among its arms.</summary>
    /// <param name="spec">The comparison.</param>
    public static ClaimPair? Of(ComparisonSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArmSpec? contrastive = spec.Arms.FirstOrDefault(arm => arm.Loss == ContrastiveLoss);
        ArmSpec? triplet = spec.Arms.FirstOrDefault(arm => arm.Loss == TripletLoss);
        return contrastive is null || triplet is null ? null : new ClaimPair(contrastive.Name, triplet.Name);
    }
}
