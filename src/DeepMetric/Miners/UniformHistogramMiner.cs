using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Losses.Kernels;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="UniformHistogramMiner"/>.</summary>
public sealed record UniformHistogramMinerOptions
{
    /// <summary>The number of bins between the smallest and the largest distance of a side.</summary>
    /// <value>Default 100.</value>
    [Range(1, 1_000_000)]
    public int Bins { get; init; } = 100;

    /// <summary>Positive pairs drawn from each bin that has any.</summary>
    /// <value>Default 10.</value>
    [Range(1, 1_000_000)]
    public int PositivesPerBin { get; init; } = 10;

    /// <summary>Negative pairs drawn from each bin that has any.</summary>
    /// <value>Default 10.</value>
    [Range(1, 1_000_000)]
    public int NegativesPerBin { get; init; } = 10;
}

/// <summary>Draws pairs so that every distance between the smallest and the largest is equally frequent.</summary>
/// <remarks>
/// <para>Formula: per side, equal bins from the smallest to the largest distance; from each bin with pairs a fixed number, drawn with replacement.</para>
/// <para>When: rare distances, the hard ones and the easy ones, shall be seen as often as the common ones; a loss over pairs.</para>
/// <para>Cost: O(n²) memory and O(n² d) time. It draws.</para>
/// <para>Paper: none; the miner of PyTorch Metric Learning.</para>
/// <para>Differs from it: nothing.</para>
/// </remarks>
public sealed class UniformHistogramMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">Bins and draws.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    public UniformHistogramMiner(UniformHistogramMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public UniformHistogramMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override bool DrawsItself => true;

    /// <inheritdoc/>
    protected override Pairs Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Pairs pairs = input.AllPairs();
        int[] positive = Draw(BinsOf(pairs.PositiveAnchors, pairs.Positives, input.Distances), Options.PositivesPerBin, input);
        int[] negative = Draw(BinsOf(pairs.NegativeAnchors, pairs.Negatives, input.Distances), Options.NegativesPerBin, input);
        return new Pairs(
            Array.ConvertAll(positive, place => pairs.PositiveAnchors[place]),
            Array.ConvertAll(positive, place => pairs.Positives[place]),
            Array.ConvertAll(negative, place => pairs.NegativeAnchors[place]),
            Array.ConvertAll(negative, place => pairs.Negatives[place]));
    }

    /// <summary>The edges of the bins and the places of the pairs in each; no bins without pairs.</summary>
    internal (double[] Edges, List<int>[] Places) BinsOf(int[] anchors, int[] others, Tensor distances)
    {
        if (anchors.Length == 0)
        {
            return ([], []);
        }

        using var scope = NewDisposeScope();
        double[] values = [.. ListedTerms.Gather(distances, anchors, others).to(ScalarType.Float64).cpu().data<double>()];
        double[] edges = Edges(values.Min(), values.Max());
        List<int>[] places = [.. Enumerable.Range(0, Options.Bins).Select(_ => new List<int>())];
        for (int i = 0; i < values.Length; i++)
        {
            places[BinOf(values[i], edges)].Add(i);
        }

        return (edges, places);
    }

    /// <summary>The last bin that begins at or below the value; the largest value is in the last bin.</summary>
    private static int BinOf(double value, double[] edges)
    {
        int low = 0;
        int high = edges.Length - 1;
        while (low < high - 1)
        {
            int middle = (low + high) >>> 1;
            (low, high) = edges[middle] <= value ? (middle, high) : (low, middle);
        }

        return low;
    }

    private double[] Edges(double smallest, double largest)
    {
        double step = (largest - smallest) / Options.Bins;

        // From both ends, so that both are met exactly.
        return [.. Enumerable.Range(0, Options.Bins + 1).Select(i => i < (Options.Bins + 1) / 2 ? smallest + (step * i) : largest - (step * (Options.Bins - i)))];
    }

    private static int[] Draw((double[] Edges, List<int>[] Places) bins, int perBin, MinerInput input)
    {
        List<int> drawn = [];
        foreach (List<int> places in bins.Places.Where(places => places.Count > 0))
        {
            for (int i = 0; i < perBin; i++)
            {
                drawn.Add(places[input.Random!.NextInt(places.Count)]);
            }
        }

        return [.. drawn];
    }
}
