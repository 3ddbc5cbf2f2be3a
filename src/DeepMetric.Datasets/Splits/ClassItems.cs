namespace DeepMetric.Datasets;

/// <summary>The items of a source, class by class.</summary>
internal static class ClassItems
{
    /// <summary>The places of each class that has items, by rising label; outliers are left out. Within a class, items are in the order of their names.</summary>
    /// <remarks>Draws start from this order, so that they do not depend on the order in which a data set lists its items.</remarks>
    public static SortedDictionary<int, int[]> ByName(SplitSource source, IEnumerable<int> places)
    {
        var classes = new SortedDictionary<int, int[]>();
        foreach (IGrouping<int, int> items in places.Where(place => source.Labels[place] != LabeledSet.Outlier).GroupBy(place => source.Labels[place]))
        {
            int[] sorted = [.. items];
            Array.Sort(sorted, (left, right) => string.CompareOrdinal(source.ItemNames[left], source.ItemNames[right]));
            classes.Add(items.Key, sorted);
        }

        return classes;
    }

    /// <summary>The labels that occur at the given places, rising; outliers are left out.</summary>
    public static int[] Labels(SplitSource source, IEnumerable<int> places) =>
        [.. places.Select(place => source.Labels[place]).Where(label => label != LabeledSet.Outlier).Distinct().Order()];

    /// <summary>The places of outliers among the given ones.</summary>
    public static IEnumerable<int> Outliers(SplitSource source, IEnumerable<int> places) =>
        places.Where(place => source.Labels[place] == LabeledSet.Outlier);

    /// <summary>Places in rising order.</summary>
    public static int[] Rising(IEnumerable<int> places) => [.. places.Order()];

    /// <summary>What a plan says of outliers that stay in training; nothing where there are none.</summary>
    public static IEnumerable<string> OutlierNote(int outliers)
    {
        if (outliers > 0)
        {
            yield return $"{SplitText.Count(outliers, "outlier stays", "outliers stay")} in the training part.";
        }
    }
}
