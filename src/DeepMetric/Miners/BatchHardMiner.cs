using DeepMetric.Distances;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>Chooses for each anchor its farthest positive and its nearest negative.</summary>
/// <remarks>
/// <para>Formula: one triplet per anchor, (a, argmax_p d_ap, argmin_n d_an); of equal distances the first row.</para>
/// <para>When: clean labels and batches of few classes; it follows label noise and outliers, and can collapse early in training.</para>
/// <para>Cost: O(n²) memory and O(n² d) time. With a <c>TripletMarginLoss</c> of an equal distance <c>Compute(batch, miner)</c> lists nothing.</para>
/// <para>Paper: Hermans, Beyer and Leibe, "In Defense of the Triplet Loss for Person Re-Identification", arXiv 1703.07737.</para>
/// <para>Differs from it: an anchor without a positive or without a negative gives no triplet.</para>
/// </remarks>
public sealed class BatchHardMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    public BatchHardMiner(Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
    }

    /// <inheritdoc/>
    protected override Triplets Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var triplets = new TripletList();
        input.ForEachAnchor(row =>
        {
            if (row.Positives.Length > 0 && row.Negatives.Length > 0)
            {
                triplets.Add(row.Anchor, Extremes.Farthest(row.Positives, row.Distances), Extremes.Nearest(row.Negatives, row.Distances));
            }
        });
        return triplets.ToTriplets();
    }
}
