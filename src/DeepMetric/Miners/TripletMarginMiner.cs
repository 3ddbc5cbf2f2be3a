using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Losses.Kernels;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="TripletMarginMiner"/>.</summary>
public sealed record TripletMarginMinerOptions
{
    /// <summary>By how much the negative should be farther than the positive. It need not be the loss's margin.</summary>
    /// <value>Default 0.2.</value>
    public double Margin { get; init; } = 0.2;

    /// <summary>Which triplets.</summary>
    /// <value>Default <see cref="TripletKind.All"/>.</value>
    public TripletKind Kind { get; init; } = TripletKind.All;
}

/// <summary>Chooses all triplets of one kind: violating, hard, semi-hard or easy.</summary>
/// <remarks>
/// <para>Formula: by the gap d_an − d_ap (for a similarity s_ap − s_an) against 0 and the margin, see <see cref="TripletKind"/>.</para>
/// <para>When: semi-hard triplets early in a training that collapses with hard ones; with a hinge loss the kind <c>All</c> changes only what a mean counts.</para>
/// <para>Cost: memory O(n²) and the triplets that are returned; time n² log n, and the candidates of the anchors and positives that have any. With a
/// <see cref="TripletMarginLoss"/> of an equal distance <c>Compute(batch, miner)</c> lists nothing.</para>
/// <para>Paper: Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015, section 3.2.</para>
/// <para>Differs from it: all triplets of the kind, where FaceNet takes one negative per pair of anchor and positive.</para>
/// </remarks>
public sealed class TripletMarginMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">Margin and kind.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    public TripletMarginMiner(TripletMarginMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
        Range = new GapRange(Options.Kind, Options.Margin);
    }

    /// <summary>What is set.</summary>
    public TripletMarginMinerOptions Options { get; }

    /// <summary>The gaps that are chosen.</summary>
    internal GapRange Range { get; }

    /// <inheritdoc/>
    protected override Triplets Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long[] counts = new long[input.Batch.Count];
        double[] sorted = new double[input.Batch.ReferenceCount];
        input.ForEachAnchor(row =>
        {
            Span<double> negatives = Sort(row, sorted);
            foreach (int positive in row.Positives)
            {
                (int first, int end) = Range.Of(negatives, row.Distances[positive]);
                counts[row.Anchor] += end - first;
            }
        });

        long total = counts.Sum();
        ListedTerms.CheckMemory(total, "triplets");
        int[] anchors = new int[total], positives = new int[total], negativeRows = new int[total];
        int filled = 0;
        input.ForEachAnchor(row =>
        {
            if (counts[row.Anchor] == 0)
            {
                return;
            }

            Span<double> negatives = Sort(row, sorted);
            foreach (int positive in row.Positives)
            {
                (int first, int end) = Range.Of(negatives, row.Distances[positive]);
                if (first == end)
                {
                    continue;
                }

                (double low, double high) = (negatives[first], negatives[end - 1]);
                foreach (int negative in row.Negatives)
                {
                    double distance = row.Distances[negative];
                    if (distance >= low && distance <= high)
                    {
                        (anchors[filled], positives[filled], negativeRows[filled]) = (row.Anchor, positive, negative);
                        filled++;
                    }
                }
            }
        });
        return new Triplets(anchors, positives, negativeRows);
    }

    private static Span<double> Sort(MinerRow row, double[] into)
    {
        int count = 0;
        foreach (int negative in row.Negatives)
        {
            into[count++] = row.Distances[negative];
        }

        Array.Sort(into, 0, count);
        return into.AsSpan(0, count);
    }
}
