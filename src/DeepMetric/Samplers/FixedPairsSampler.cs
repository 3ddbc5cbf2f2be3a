using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using DeepMetric.Tuples;

namespace DeepMetric.Samplers;

/// <summary>What can be set on a <see cref="FixedPairsSampler"/>.</summary>
public sealed record FixedPairsSamplerOptions
{
    /// <summary>The number of pairs: half of them positive, one more where it is odd.</summary>
    /// <value>Default 1000.</value>
    [Range(1, int.MaxValue)]
    public int Pairs { get; init; } = 1000;

    /// <summary>Pairs of a batch, two items each.</summary>
    /// <value>Default 32.</value>
    [Range(1, int.MaxValue)]
    public int PairsPerBatch { get; init; } = 32;
}

/// <summary>The same set of pairs in every epoch, as many positive as negative ones, in another order: for training as if pairs were all that is known.</summary>
/// <remarks>
/// <para>Pairs are drawn once: a class with two items and two of them, or two classes and an item of each. Rows (2k, 2k + 1) of a batch are one pair, as
/// <see cref="Pairs.Packaged"/> takes them. The last batch of an epoch may be shorter. Items labelled -1 are left out.</para>
/// </remarks>
public sealed class FixedPairsSampler : BatchSampler
{
    private readonly ulong _seed;
    private readonly int[] _first;
    private readonly int[] _second;

    /// <summary>Draws the pairs.</summary>
    /// <param name="labels">The class of each item.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <exception cref="ArgumentException">There are no two classes, or none with two items.</exception>
    public FixedPairsSampler(IReadOnlyList<long> labels, FixedPairsSamplerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        Options = OptionChecks.Checked(options);
        _seed = seed;
        int[][] classes = [.. LabeledItems.ByLabel(labels).Values];
        int[][] withPairs = [.. classes.Where(items => items.Length > 1)];
        if (classes.Length < 2 || withPairs.Length == 0)
        {
            throw new ArgumentException($"Expected two classes, one of them with two items, found {classes.Length} classes, {withPairs.Length} with two items.", nameof(labels));
        }

        var random = new SeededRandom(SeededRandom.Derive(seed, "fixed-pairs"));
        var pairs = new PairList();
        for (int i = 0; i < options.Pairs; i++)
        {
            if (i % 2 == 0)
            {
                int[] pair = LabeledItems.Draw(withPairs[random.NextInt(withPairs.Length)], 2, random);
                pairs.AddPositive(pair[0], pair[1]);
            }
            else
            {
                int first = random.NextInt(classes.Length);
                int second = random.NextInt(classes.Length - 1);
                second += second >= first ? 1 : 0;
                pairs.AddNegative(classes[first][random.NextInt(classes[first].Length)], classes[second][random.NextInt(classes[second].Length)]);
            }
        }

        Pairs = pairs.ToPairs();
        _first = [.. Pairs.PositiveAnchors, .. Pairs.NegativeAnchors];
        _second = [.. Pairs.Positives, .. Pairs.Negatives];
    }

    /// <summary>What is set.</summary>
    public FixedPairsSamplerOptions Options { get; }

    /// <summary>The pairs, of items.</summary>
    public Pairs Pairs { get; }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => (Options.Pairs + Options.PairsPerBatch - 1) / Options.PairsPerBatch;

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Epoch(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Options.Pairs)];
        new SeededRandom(SeededRandom.Derive(_seed, "fixed-pairs-order", (ulong)epoch)).Shuffle<int>(order);
        return [.. order.Chunk(Options.PairsPerBatch).Select(places => places.SelectMany(place => (int[])[_first[place], _second[place]]).ToArray())];
    }
}
