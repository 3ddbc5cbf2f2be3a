using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using DeepMetric.Tuples;

namespace DeepMetric.Samplers;

/// <summary>What can be set on a <see cref="FixedTripletsSampler"/>.</summary>
public sealed record FixedTripletsSamplerOptions
{
    /// <summary>The number of triplets.</summary>
    /// <value>Default 1000.</value>
    [Range(1, int.MaxValue)]
    public int Triplets { get; init; } = 1000;

    /// <summary>Triplets of a batch, three items each.</summary>
    /// <value>Default 32.</value>
    [Range(1, int.MaxValue)]
    public int TripletsPerBatch { get; init; } = 32;
}

/// <summary>The same set of triplets in every epoch, in another order: for training as if triplets were all that is known.</summary>
/// <remarks>
/// <para>Triplets are drawn once: two classes, of which the first has two items, then anchor, positive and negative. Rows (3k, 3k + 1, 3k + 2) of a batch are one triplet,
/// as <c>PackagedTripletsMiner</c> takes them. The last batch of an epoch may be shorter. Items labelled -1 are left out.</para>
/// </remarks>
public sealed class FixedTripletsSampler : BatchSampler
{
    private readonly ulong _seed;

    /// <summary>Draws the triplets.</summary>
    /// <param name="labels">The class of each item.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <exception cref="ArgumentException">There are no two classes, or none with two items.</exception>
    public FixedTripletsSampler(IReadOnlyList<long> labels, FixedTripletsSamplerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        Options = OptionChecks.Checked(options);
        _seed = seed;
        int[][] classes = [.. LabeledItems.ByLabel(labels).Values];
        int[] withPairs = [.. Enumerable.Range(0, classes.Length).Where(place => classes[place].Length > 1)];
        if (classes.Length < 2 || withPairs.Length == 0)
        {
            throw new ArgumentException($"Expected two classes, one of them with two items, found {classes.Length} classes, {withPairs.Length} with two items.", nameof(labels));
        }

        var random = new SeededRandom(SeededRandom.Derive(seed, "fixed-triplets"));
        var triplets = new TripletList();
        for (int i = 0; i < options.Triplets; i++)
        {
            int first = withPairs[random.NextInt(withPairs.Length)];
            int second = random.NextInt(classes.Length - 1);
            int[] negatives = classes[second < first ? second : second + 1];
            int[] pair = LabeledItems.Draw(classes[first], 2, random);
            triplets.Add(pair[0], pair[1], negatives[random.NextInt(negatives.Length)]);
        }

        Triplets = triplets.ToTriplets();
    }

    /// <summary>What is set.</summary>
    public FixedTripletsSamplerOptions Options { get; }

    /// <summary>The triplets, of items.</summary>
    public Triplets Triplets { get; }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => (Options.Triplets + Options.TripletsPerBatch - 1) / Options.TripletsPerBatch;

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Epoch(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Options.Triplets)];
        new SeededRandom(SeededRandom.Derive(_seed, "fixed-triplets-order", (ulong)epoch)).Shuffle<int>(order);
        return [.. order.Chunk(Options.TripletsPerBatch).Select(places =>
            places.SelectMany(place => (int[])[Triplets.Anchors[place], Triplets.Positives[place], Triplets.Negatives[place]]).ToArray())];
    }
}
