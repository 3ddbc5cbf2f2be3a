namespace DeepMetric.Datasets;

/// <summary>Chooses the items that a preview shows: some of each of some classes.</summary>
public static class PreviewSelection
{
    private const int ClassStream = -1;

    /// <summary>Chooses items.</summary>
    /// <remarks>Without a seed: the first items of the first classes that have any. With a seed: classes and items by lot; each class draws on its own.</remarks>
    /// <param name="labels">The class of each item, <c>[n]</c>; −1 marks an outlier, which is not shown.</param>
    /// <param name="classes">How many classes at most, 1 or more.</param>
    /// <param name="perClass">How many items of each at most, 1 or more.</param>
    /// <param name="seed">The seed of the draw; null for the first ones.</param>
    /// <returns>The classes, by rising label.</returns>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public static IReadOnlyList<PreviewClass> Choose(IReadOnlyList<int> labels, int classes, int perClass, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(perClass, 1);
        Dictionary<int, int[]> items = Enumerable.Range(0, labels.Count)
            .Where(place => labels[place] >= 0)
            .GroupBy(place => labels[place])
            .ToDictionary(group => group.Key, group => group.ToArray());
        int[] chosen = First([.. items.Keys.Order()], classes, seed, ClassStream);
        return [.. chosen.Select(label => new PreviewClass(label, First(items[label], perClass, seed, label), items[label].Length))];
    }

    private static int[] First(int[] all, int count, int? seed, int stream)
    {
        if (seed is int value)
        {
            new SeededRandom(value, stream).Shuffle<int>(all);
        }

        return [.. all.Take(count).Order()];
    }
}
