using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="MultiSimilarityMiner"/>.</summary>
public sealed record MultiSimilarityMinerOptions
{
    /// <summary>How much worse than the anchor's hardest opposite a pair may be and still be chosen.</summary>
    /// <value>Default 0.1.</value>
    public double Epsilon { get; init; } = 0.1;
}

/// <summary>Chooses the pairs of an anchor that are hard against its hardest pair of the other side.</summary>
/// <remarks>
/// <para>Formula: (a, p) with s_ap − ε &lt; max_n s_an, and (a, n) with s_an + ε &gt; min_p s_ap, s the similarity; for a distance its negative.</para>
/// <para>When: with the multi-similarity loss, and with any loss over pairs that is to see only pairs that still disagree.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Wang et al., "Multi-Similarity Loss with General Pair Weighting for Deep Metric Learning", CVPR 2019, section 4.1.</para>
/// <para>Differs from it: any distance; an anchor without positives or without negatives gives no pair.</para>
/// </remarks>
public sealed class MultiSimilarityMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">The tolerance.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    public MultiSimilarityMiner(MultiSimilarityMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new CosineSimilarity())
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public MultiSimilarityMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override Pairs Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var pairs = new PairList();
        input.ForEachAnchor(row =>
        {
            double nearestNegative = double.PositiveInfinity;
            foreach (int negative in row.Negatives)
            {
                nearestNegative = Math.Min(nearestNegative, row.Distances[negative]);
            }

            double farthestPositive = double.NegativeInfinity;
            foreach (int positive in row.Positives)
            {
                double distance = row.Distances[positive];
                farthestPositive = Math.Max(farthestPositive, distance);
                if (distance + Options.Epsilon > nearestNegative)
                {
                    pairs.AddPositive(row.Anchor, positive);
                }
            }

            foreach (int negative in row.Negatives)
            {
                if (row.Distances[negative] - Options.Epsilon < farthestPositive)
                {
                    pairs.AddNegative(row.Anchor, negative);
                }
            }
        });
        return pairs.ToPairs();
    }
}
