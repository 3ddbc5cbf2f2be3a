using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>What can be set on an <see cref="NHardMiner"/>.</summary>
/// <remarks>Ranks count from 1, the hardest, and include both ends.</remarks>
public sealed record NHardMinerOptions
{
    /// <summary>The first rank of the positives, from the farthest; above 1 it leaves out the very hardest, which are often mislabelled.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int PositivesFrom { get; init; } = 1;

    /// <summary>The last rank of the positives.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int PositivesTo { get; init; } = 1;

    /// <summary>The first rank of the negatives, from the nearest.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int NegativesFrom { get; init; } = 1;

    /// <summary>The last rank of the negatives.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int NegativesTo { get; init; } = 1;

    internal void Validate()
    {
        if (PositivesFrom > PositivesTo || NegativesFrom > NegativesTo)
        {
            throw new ValidationException(
                $"Expected ranks from a smaller to a larger one, found positives {PositivesFrom} to {PositivesTo} and negatives {NegativesFrom} to {NegativesTo}.");
        }
    }
}

/// <summary>Chooses for each anchor every triplet of its hardest few positives and its hardest few negatives.</summary>
/// <remarks>
/// <para>Formula: {a} × (positives of the given ranks, farthest first) × (negatives of the given ranks, nearest first); of equal distances the first row.</para>
/// <para>When: between batch-hard (1 and 1) and all triplets; with ranks that start above 1 where labels are noisy.</para>
/// <para>Cost: O(n²) memory and the triplets, time n² log n.</para>
/// <para>Paper: none of its own; the generalisation of Hermans, Beyer and Leibe, arXiv 1703.07737, that Open Metric Learning has.</para>
/// <para>Differs from it: an anchor with fewer positives or negatives than asked for gives what it has.</para>
/// </remarks>
public sealed class NHardMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">The ranks.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <exception cref="ValidationException">A rank is below 1, or a range is reversed.</exception>
    public NHardMiner(NHardMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
        Options.Validate();
    }

    /// <summary>What is set.</summary>
    public NHardMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override Triplets Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var triplets = new TripletList();
        input.ForEachAnchor(row =>
        {
            int[] positives = Ranked(row.Positives, row.Distances, -1, Options.PositivesFrom, Options.PositivesTo);
            int[] negatives = Ranked(row.Negatives, row.Distances, 1, Options.NegativesFrom, Options.NegativesTo);
            foreach (int positive in positives)
            {
                foreach (int negative in negatives)
                {
                    triplets.Add(row.Anchor, positive, negative);
                }
            }
        });
        return triplets.ToTriplets();
    }

    private static int[] Ranked(ReadOnlySpan<int> rows, ReadOnlySpan<double> distances, int sign, int from, int to)
    {
        int[] ranked = rows.ToArray();
        double[] keys = new double[ranked.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = sign * distances[ranked[i]];
        }

        // OrderBy is stable, so that of equal distances the first row comes first.
        return [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Take(to).Skip(from - 1).Select(i => ranked[i])];
    }
}
