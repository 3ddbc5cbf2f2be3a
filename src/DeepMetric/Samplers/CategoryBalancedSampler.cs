using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;
using DeepMetric.Sampling;

namespace DeepMetric.Samplers;

/// <summary>What can be set on a <see cref="CategoryBalancedSampler"/>.</summary>
public sealed record CategoryBalancedSamplerOptions
{
    /// <summary>Categories of a batch.</summary>
    /// <value>Default 2.</value>
    [Range(1, int.MaxValue)]
    public int CategoriesPerBatch { get; init; } = 2;

    /// <summary>Classes of each category in a batch.</summary>
    /// <value>Default 4.</value>
    [Range(1, int.MaxValue)]
    public int ClassesPerCategory { get; init; } = 4;

    /// <summary>Items of each class in a batch.</summary>
    /// <value>Default 4.</value>
    [Range(1, int.MaxValue)]
    public int SamplesPerClass { get; init; } = 4;

    /// <summary>Whether a category is as likely as it has classes; if not, all are equally likely.</summary>
    /// <value>Default true.</value>
    public bool WeightByClasses { get; init; } = true;
}

/// <summary>Batches of a few random categories, each with a few random classes, each with a few random items.</summary>
/// <remarks>
/// <para>An epoch has as many batches as the classes fill with one category per batch, rounded up. Categories are drawn without repetition within a batch, by their number
/// of classes if so set. A category with fewer classes, or a class with fewer items, gives what it has: no item is twice in a batch. Items labelled -1 are left out.</para>
/// <para>After the category balance sampler of Open Metric Learning, which repeats classes and items where there are too few.</para>
/// </remarks>
public sealed class CategoryBalancedSampler : BatchSampler
{
    private readonly ulong _seed;
    private readonly int[][][] _classes;

    /// <summary>Creates a sampler.</summary>
    /// <param name="labels">The class of each item.</param>
    /// <param name="categories">The category of each item.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <exception cref="ArgumentException">There are too few categories.</exception>
    public CategoryBalancedSampler(IReadOnlyList<long> labels, IReadOnlyList<long> categories, CategoryBalancedSamplerOptions options, ulong seed)
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

        BatchesPerEpoch = (_classes.Sum(classes => classes.Length) + options.ClassesPerCategory - 1) / options.ClassesPerCategory;
    }

    /// <summary>What is set.</summary>
    public CategoryBalancedSamplerOptions Options { get; }

    /// <inheritdoc/>
    public override int BatchesPerEpoch { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Epoch(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Derive(_seed, "category-balanced-sampler", (ulong)epoch));
        return [.. Enumerable.Range(0, BatchesPerEpoch).Select(_ => Batch(random))];
    }

    private int[] Batch(SeededRandom random)
    {
        List<int> left = [.. Enumerable.Range(0, _classes.Length)];
        List<int> batch = [];
        for (int drawn = 0; drawn < Options.CategoriesPerBatch; drawn++)
        {
            int place = new WeightedChoice(left.Select(category => Options.WeightByClasses ? _classes[category].Length : 1.0)).Next(random);
            int[][] classes = _classes[left[place]];
            left.RemoveAt(place);
            foreach (int chosen in LabeledItems.Draw([.. Enumerable.Range(0, classes.Length)], Options.ClassesPerCategory, random))
            {
                batch.AddRange(LabeledItems.Draw(classes[chosen], Options.SamplesPerClass, random));
            }
        }

        return [.. batch];
    }
}
