using DeepMetric.Datasets;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>The items that the per-epoch spread of a set comes from.</summary>
internal static class MonitoredItems
{
    private const int Most = 2_000;

    /// <summary>All items of a small set; as many of a large one as can be measured after every epoch, drawn once.</summary>
    public static LabeledSet Of(LabeledSet set)
    {
        if (set.Count <= Most)
        {
            return set;
        }

        int[] items = [.. Enumerable.Range(0, set.Count)];
        new SeededRandom(SeededRandom.Derive(0, "monitored-items")).Shuffle<int>(items);
        return set.Subset([.. items.Take(Most).Order()]);
    }
}
