using DeepMetric.Sampling;

namespace DeepMetric.Samplers;

/// <summary>Items gathered by their labels.</summary>
internal static class LabeledItems
{
    /// <summary>The items of each label, labels in ascending order; items labelled -1 are left out.</summary>
    public static SortedDictionary<long, int[]> ByLabel(IReadOnlyList<long> labels, IEnumerable<int>? among = null) =>
        new((among ?? Enumerable.Range(0, labels.Count)).Where(item => labels[item] != -1).GroupBy(item => labels[item]).ToDictionary(group => group.Key, group => group.ToArray()));

    /// <summary>Some of the items, all choices equally likely; all of them, in a random order, if there are no more.</summary>
    public static int[] Draw(IReadOnlyList<int> items, int count, SeededRandom random)
    {
        int[] shuffled = [.. items];
        random.Shuffle<int>(shuffled);
        return shuffled.Length <= count ? shuffled : shuffled[..count];
    }

    /// <summary>Refuses labels and categories of different lengths.</summary>
    public static void CheckLengths(IReadOnlyList<long> labels, IReadOnlyList<long> categories)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(categories);
        if (labels.Count != categories.Count)
        {
            throw new ArgumentException($"Expected a category for each of the {labels.Count} labels, found {categories.Count}.", nameof(categories));
        }
    }
}
