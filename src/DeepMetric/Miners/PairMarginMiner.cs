using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="PairMarginMiner"/>.</summary>
public sealed record PairMarginMinerOptions
{
    /// <summary>Positive pairs farther than it are chosen (for a similarity, less similar).</summary>
    /// <value>Default 0.2.</value>
    public double PositiveMargin { get; init; } = 0.2;

    /// <summary>Negative pairs closer than it are chosen (for a similarity, more similar).</summary>
    /// <value>Default 0.8.</value>
    public double NegativeMargin { get; init; } = 0.8;
}

/// <summary>Chooses positive pairs that are too far and negative pairs that are too close.</summary>
/// <remarks>
/// <para>Formula: (a, p) with d_ap &gt; m_p, and (a, n) with d_an &lt; m_n; for a similarity the other way round.</para>
/// <para>When: a contrastive loss whose easy pairs should not take part at all.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", CVPR 2006, whose negatives beyond the margin have no loss.</para>
/// <para>Differs from it: positive pairs have a margin as well.</para>
/// </remarks>
public sealed class PairMarginMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">The margins.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    public PairMarginMiner(PairMarginMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public PairMarginMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override Pairs Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        double sign = Distance.IsSimilarity ? -1 : 1;
        var pairs = new PairList();
        input.ForEachAnchor(row =>
        {
            foreach (int positive in row.Positives)
            {
                if (row.Distances[positive] > sign * Options.PositiveMargin)
                {
                    pairs.AddPositive(row.Anchor, positive);
                }
            }

            foreach (int negative in row.Negatives)
            {
                if (row.Distances[negative] < sign * Options.NegativeMargin)
                {
                    pairs.AddNegative(row.Anchor, negative);
                }
            }
        });
        return pairs.ToPairs();
    }
}
