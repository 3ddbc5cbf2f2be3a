using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;
using DeepMetric.Sampling;

namespace DeepMetric.Samplers;

/// <summary>What can be set on a <see cref="HierarchicalSampler"/>.</summary>
public sealed record HierarchicalSamplerOptions
{
    /// <summary>Items of a batch, a multiple of <see cref="CategoriesPerBatch"/>.</summary>
    /// <value>Default 32.</value>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Items of each class in a batch; null for all that the class has.</summary>
    /// <value>Default 4.</value>
    [Range(1, int.MaxValue)]
    public int? SamplesPerClass { get; init; } = 4;

    /// <summary>Batches for each combination of categories.</summary>
    /// <value>Default 4.</value>
    [Range(1, int.MaxValue)]
    public int BatchesPerCombination { get; init; } = 4;

    /// <summary>Categories of a batch.</summary>
    /// <value>Default 2.</value>
    [Range(1, int.MaxValue)]
    public int CategoriesPerBatch { get; init; } = 2;
}

/// <summary>Batches from a few categories at a time, each with several of its classes: hard negatives within a category, easy ones between.</summary>
/// <remarks>
/// <para>An epoch goes through every combination of categories a fixed number of times, in a random order. Each category fills an equal part of the batch with randomly
/// ordered classes. A class with fewer items than asked for gives what it has; one that does not fit into the room that is left is passed over. Items labelled -1 are
/// left out.</para>
/// <para>Paper: Cakir et al., "Deep Metric Learning to Rank", CVPR 2019, whose training code samples so.</para>
/// </remarks>
public sealed class HierarchicalSampler : BatchSampler
{
    private readonly ulong _seed;
    private readonly int[][][] _classes;
    private readonly int[][] _combinations;
    private readonly int _room;

    /// <summary>Creates a sampler.</summary>
    /// <param name="labels">The class of each item.</param>
    /// <param name="categories">The category of each item.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <exception cref="ArgumentException">The sizes do not go together, or there are too few categories.</exception>
    public HierarchicalSampler(IReadOnlyList<long> labels, IReadOnlyList<long> categories, HierarchicalSamplerOptions options, ulong seed)
    {
        LabeledItems.CheckLengths(labels, categories);
        ArgumentNullException.ThrowIfNull(options);
        Options = OptionChecks.Checked(options);
        _seed = seed;
        _classes = [.. LabeledItems.ByLabel(categories).Values.Select(items => LabeledItems.ByLabel(labels, items).Values.ToArray()).Where(classes => classes.Length > 0)];
        if (options.CategoriesPerBatch > _classes.Length)
        {
            throw new ArgumentException($"Expected at most {_classes.Length} categories per batch, the number of categories, found {options.CategoriesPerBatch}.", nameof(options));
        }

        if (options.BatchSize % options.CategoriesPerBatch != 0)
        {
            throw new ArgumentException($"Expected a batch size that is a multiple of the {options.CategoriesPerBatch} categories per batch, found {options.BatchSize}.", nameof(options));
        }

        _room = options.BatchSize / options.CategoriesPerBatch;
        if (options.SamplesPerClass is int samples && _room % samples != 0)
        {
            throw new ArgumentException($"Expected samples per class that divide the {_room} items of a category, found {samples}.", nameof(options));
        }

        _combinations = [.. Combinations(_classes.Length, options.CategoriesPerBatch)];
    }

    /// <summary>What is set.</summary>
    public HierarchicalSamplerOptions Options { get; }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => _combinations.Length * Options.BatchesPerCombination;

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Epoch(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Derive(_seed, "hierarchical-sampler", (ulong)epoch));
        int[][] batches = [.. _combinations.SelectMany(combination => Enumerable.Range(0, Options.BatchesPerCombination).Select(_ => Batch(combination, random)))];
        random.Shuffle<int[]>(batches);
        return batches;
    }

    private int[] Batch(int[] categories, SeededRandom random)
    {
        List<int> batch = [];
        foreach (int category in categories)
        {
            int[] order = [.. Enumerable.Range(0, _classes[category].Length)];
            random.Shuffle<int>(order);
            int room = _room;
            foreach (int[] items in order.Select(place => _classes[category][place]))
            {
                int count = Math.Min(Options.SamplesPerClass ?? items.Length, items.Length);
                if (count <= room)
                {
                    batch.AddRange(LabeledItems.Draw(items, count, random));
                    room -= count;
                }
            }
        }

        int[] shuffled = [.. batch];
        random.Shuffle<int>(shuffled);
        return shuffled;
    }

    /// <summary>All choices of k of n numbers, each ascending.</summary>
    private static IEnumerable<int[]> Combinations(int n, int k)
    {
        int[] chosen = [.. Enumerable.Range(0, k)];
        while (true)
        {
            yield return [.. chosen];
            int place = k - 1;
            while (place >= 0 && chosen[place] == n - k + place)
            {
                place--;
            }

            if (place < 0)
            {
                yield break;
            }

            chosen[place]++;
            for (int i = place + 1; i < k; i++)
            {
                chosen[i] = chosen[i - 1] + 1;
            }
        }
    }
}
