using System.ComponentModel.DataAnnotations;
using DeepMetric.Sampling;

namespace DeepMetric.Samplers;

/// <summary>What can be set on a <see cref="ClassBalancedSampler"/>, for the catalogue.</summary>
public sealed record ClassBalancedSamplerOptions
{
    /// <summary>P, the classes of a batch.</summary>
    /// <value>Default 8.</value>
    [Range(1, int.MaxValue)]
    public int ClassesPerBatch { get; init; } = 8;

    /// <summary>K, the samples of each class.</summary>
    /// <value>Default 4.</value>
    [Range(1, int.MaxValue)]
    public int SamplesPerClass { get; init; } = 4;

    /// <summary>The batches of an epoch; null for as many as show every item.</summary>
    /// <value>Default null.</value>
    [Range(1, int.MaxValue)]
    public int? Batches { get; init; }

    /// <summary>Whether a class with fewer than K items repeats some, so that all batches are of one size.</summary>
    /// <value>Default false.</value>
    public bool RepeatsItems { get; init; }
}

/// <summary>Batches of P classes with K samples each, such that an epoch shows every item at least once.</summary>
/// <remarks>
/// <para>Each class's items are shuffled and cut into groups of K; a last group that is short is filled with other items of its class. A class
/// with fewer than K items gives what it has. Batches take the P classes with the most groups left, ties at random; towards the end of an
/// epoch classes that are through give further groups, so that every batch has P classes. No item is twice in a batch, unless <see cref="RepeatsItems"/> asks for it.</para>
/// <para>An epoch is a pure function of (seed, epoch): whoever resumes needs to know nothing else. Items labelled -1 are left out.</para>
/// </remarks>
public sealed class ClassBalancedSampler : BatchSampler
{
    private readonly ulong _seed;
    private readonly int[][] _items;
    private readonly int _covering;

    /// <summary>Creates a sampler.</summary>
    /// <param name="labels">A label per item.</param>
    /// <param name="classesPerBatch">P, from 1 to the number of classes.</param>
    /// <param name="samplesPerClass">K, at least 1; losses over pairs need 2.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <exception cref="ArgumentException">P or K is out of range.</exception>
    public ClassBalancedSampler(IReadOnlyList<long> labels, int classesPerBatch, int samplesPerClass, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _items = [.. Enumerable.Range(0, labels.Count).Where(item => labels[item] != -1).GroupBy(item => labels[item]).OrderBy(group => group.Key).Select(group => group.ToArray())];
        if (classesPerBatch < 1 || classesPerBatch > _items.Length)
        {
            throw new ArgumentException($"Expected from 1 to {_items.Length} classes per batch, the number of classes, found {classesPerBatch}.", nameof(classesPerBatch));
        }

        if (samplesPerClass < 1)
        {
            throw new ArgumentException($"Expected at least 1 sample per class, found {samplesPerClass}.", nameof(samplesPerClass));
        }

        ClassesPerBatch = classesPerBatch;
        SamplesPerClass = samplesPerClass;
        _seed = seed;
        int[] groups = [.. _items.Select(GroupsOf)];
        _covering = Math.Max(groups.Max(), (groups.Sum() + classesPerBatch - 1) / classesPerBatch);
    }

    /// <summary>P.</summary>
    public int ClassesPerBatch { get; }

    /// <summary>K.</summary>
    public int SamplesPerClass { get; }

    /// <summary>The batches of an epoch; null for as many as show every item. With fewer, some items are left out; with more, some come again.</summary>
    /// <value>Default null.</value>
    public int? Batches
    {
        get;
        init
        {
            if (value is int batches)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1, nameof(Batches));
            }

            field = value;
        }
    }

    /// <summary>Whether a class with fewer than K items repeats some, so that all batches are of one size.</summary>
    /// <value>Default false.</value>
    public bool RepeatsItems { get; init; }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => Batches ?? _covering;

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Epoch(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Derive(_seed, "class-balanced-sampler", (ulong)epoch));
        Queue<int[]>[] groups = [.. _items.Select(items => GroupsIn(items, random))];
        var batches = new List<int[]>();
        while (batches.Count < BatchesPerEpoch)
        {
            int[] order = [.. Enumerable.Range(0, groups.Length)];
            random.Shuffle<int>(order);
            int[] classes = [.. order.OrderByDescending(c => groups[c].Count).Take(ClassesPerBatch)];
            random.Shuffle<int>(classes);
            batches.Add([.. classes.SelectMany(c => groups[c].Count > 0 ? groups[c].Dequeue() : GroupsIn(_items[c], random).Dequeue())]);
        }

        return batches;
    }

    private int GroupsOf(int[] items) => (items.Length + SamplesPerClass - 1) / SamplesPerClass;

    private Queue<int[]> GroupsIn(int[] items, SeededRandom random)
    {
        int[] shuffled = [.. items];
        random.Shuffle<int>(shuffled);
        var groups = new Queue<int[]>();
        for (int start = 0; start < shuffled.Length; start += SamplesPerClass)
        {
            int end = Math.Min(start + SamplesPerClass, shuffled.Length);
            int missing = Math.Min(SamplesPerClass - (end - start), start);
            int[] group = [.. shuffled[start..end], .. shuffled[..missing]];
            int repeated = RepeatsItems ? SamplesPerClass - group.Length : 0;
            groups.Enqueue([.. group, .. Enumerable.Range(0, repeated).Select(_ => items[random.NextInt(items.Length)])]);
        }

        return groups;
    }
}
