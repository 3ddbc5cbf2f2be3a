using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Losses.Kernels;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Miners;

/// <summary>What can be set on an <see cref="HDCMiner"/>.</summary>
public sealed record HDCMinerOptions
{
    /// <summary>The share of each side that is kept, rounded up.</summary>
    /// <value>Default 0.5.</value>
    [Range(0d, 1d)]
    public double KeptShare { get; init; } = 0.5;
}

/// <summary>Chooses the hardest share of the positive pairs and of the negative pairs of the whole batch.</summary>
/// <remarks>
/// <para>Formula: the ⌈share · count⌉ farthest positive pairs and the ⌈share · count⌉ nearest negative pairs; of equal distances the first pair.</para>
/// <para>When: cascades, where each stage passes its hardest pairs on to the next (<see cref="MineAmong"/>); or a batch whose easy half is to be dropped.</para>
/// <para>Cost: O(n²) memory, time n² log n.</para>
/// <para>Paper: Yuan, Yang and Zhang, "Hard-Aware Deeply Cascaded Embedding", ICCV 2017.</para>
/// <para>Differs from it: the batch's own pairs unless others are given; pairs keep their order.</para>
/// </remarks>
public sealed class HDCMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">The share.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    public HDCMiner(HDCMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public HDCMinerOptions Options { get; }

    /// <summary>Chooses the hardest share of given tuples, those of the stage before.</summary>
    /// <param name="batch">Embeddings, and perhaps a reference set; labels are not needed.</param>
    /// <param name="among">The tuples; triplets are taken as pairs.</param>
    /// <param name="random">Where draws come from, for <see cref="Miner.TuplesPerAnchor"/>.</param>
    public Pairs MineAmong(EmbeddingBatch batch, IndexTuples among, SeededRandom? random = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(among);
        CheckRandom(random);
        among.CheckRange(batch.Count, batch.ReferenceCount);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Pairs kept = Keep(among.ToPairs(), batch.DistancesBy(Distance).detach());
        return TuplesPerAnchor is int limit ? kept.AtMostPerAnchor(limit, random!) : kept;
    }

    /// <inheritdoc/>
    protected override Pairs Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Keep(input.AllPairs(), input.Distances);
    }

    private Pairs Keep(Pairs pairs, Tensor distances)
    {
        double sign = Distance.IsSimilarity ? -1 : 1;
        int[] positive = Hardest(pairs.PositiveAnchors, pairs.Positives, distances, -sign);
        int[] negative = Hardest(pairs.NegativeAnchors, pairs.Negatives, distances, sign);
        return new Pairs(
            Array.ConvertAll(positive, place => pairs.PositiveAnchors[place]),
            Array.ConvertAll(positive, place => pairs.Positives[place]),
            Array.ConvertAll(negative, place => pairs.NegativeAnchors[place]),
            Array.ConvertAll(negative, place => pairs.Negatives[place]));
    }

    /// <summary>The places of the share of the pairs whose signed distance is smallest, ascending.</summary>
    private int[] Hardest(int[] anchors, int[] others, Tensor distances, double sign)
    {
        using var scope = NewDisposeScope();
        double[] values = [.. ListedTerms.Gather(distances, anchors, others).to(ScalarType.Float64).cpu().data<double>()];
        int[] places = [.. Enumerable.Range(0, values.Length).OrderBy(place => sign * values[place]).Take((int)Math.Ceiling(Options.KeptShare * values.Length))];
        Array.Sort(places);
        return places;
    }
}
