using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using DeepMetric.Tuples;

namespace DeepMetric.Samplers;

/// <summary>What can be set on a <see cref="WeightedSampler"/>.</summary>
public sealed record WeightedSamplerOptions
{
    /// <summary>Items of a batch.</summary>
    /// <value>Default 32.</value>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Batches of an epoch; null for as many as all items fill, rounded up.</summary>
    /// <value>Default null.</value>
    [Range(1, int.MaxValue)]
    public int? Batches { get; init; }
}

/// <summary>Batches of items drawn with replacement, each with a probability proportional to its weight.</summary>
/// <remarks>With the weights of what a miner chose over all items (<see cref="OfTuples"/>), hard items come more often: mine, train an epoch, mine again.</remarks>
public sealed class WeightedSampler : BatchSampler
{
    private readonly WeightedChoice _choice;
    private readonly ulong _seed;

    /// <summary>Creates a sampler.</summary>
    /// <param name="weights">A weight per item, none below 0, at least one above.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <exception cref="ArgumentException">A weight is not as said.</exception>
    public WeightedSampler(IReadOnlyList<double> weights, WeightedSamplerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        Options = OptionChecks.Checked(options);
        _choice = new WeightedChoice(weights);
        _seed = seed;
        BatchesPerEpoch = options.Batches ?? (int)(((long)weights.Count + options.BatchSize - 1) / options.BatchSize);
    }

    /// <summary>What is set.</summary>
    public WeightedSamplerOptions Options { get; }

    /// <inheritdoc/>
    public override int BatchesPerEpoch { get; }

    /// <summary>Items by how often they take part in tuples (<see cref="IndexTuples.ItemWeights"/>); all alike where there is no tuple.</summary>
    /// <param name="tuples">Tuples over all items.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    public static WeightedSampler OfTuples(IndexTuples tuples, int items, WeightedSamplerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(tuples);
        return new WeightedSampler(tuples.ItemWeights(items), options, seed);
    }

    /// <summary>Every class equally likely, and within it every item; items labelled -1 never come.</summary>
    /// <param name="labels">A label per item.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    public static WeightedSampler OfClasses(IReadOnlyList<long> labels, WeightedSamplerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        double[] weights = new double[labels.Count];
        foreach (int[] items in LabeledItems.ByLabel(labels).Values)
        {
            foreach (int item in items)
            {
                weights[item] = 1.0 / items.Length;
            }
        }

        return new WeightedSampler(weights, options, seed);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Epoch(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Derive(_seed, "weighted-sampler", (ulong)epoch));
        return [.. Enumerable.Range(0, BatchesPerEpoch).Select(_ => Enumerable.Range(0, Options.BatchSize).Select(_ => _choice.Next(random)).ToArray())];
    }
}
