using DeepMetric.Distances;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>Takes the triplets that the batch is already made of: rows (0, 1, 2), (3, 4, 5) and so on are anchor, positive and negative.</summary>
/// <remarks>
/// <para>Formula: (3k, 3k + 1, 3k + 2). Labels are not looked at.</para>
/// <para>When: data that comes as triplets, without classes: rankings, clicks, human judgements; with <c>FixedTripletsSampler</c>.</para>
/// <para>Cost: O(n).</para>
/// <para>Paper: none.</para>
/// <para>Differs from it: nothing to differ from.</para>
/// </remarks>
public sealed class PackagedTripletsMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    public PackagedTripletsMiner()
        : base(new LpDistance())
    {
    }

    /// <inheritdoc/>
    protected internal override bool NeedsDistances => false;

    /// <inheritdoc/>
    protected override bool NeedsLabels => false;

    /// <inheritdoc/>
    protected override Triplets Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        int count = input.Batch.Count;
        if (count % 3 != 0 || input.Batch.HasReference)
        {
            string found = input.Batch.HasReference ? "a reference set" : $"{count} rows";
            throw new ArgumentException($"Expected a batch of triplets, three rows each and without a reference, found {found}.", nameof(input));
        }

        int[] Every(int offset) => [.. Enumerable.Range(0, count / 3).Select(k => (3 * k) + offset)];
        return new Triplets(Every(0), Every(1), Every(2));
    }
}
