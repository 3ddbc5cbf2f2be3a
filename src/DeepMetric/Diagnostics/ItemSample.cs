using DeepMetric.Sampling;

namespace DeepMetric.Diagnostics;

/// <summary>Labelled rows, thinned out at random where there are too many for statistics of pairs.</summary>
/// <param name="Rows">The rows; null when no item has a class.</param>
/// <param name="Labels">Their labels, none of them -1.</param>
internal sealed record ItemSample(EmbeddingRows? Rows, int[] Labels)
{
    /// <summary>How many rows were kept.</summary>
    public int Count => Labels.Length;

    /// <summary>Leaves out the items labelled -1, then draws at most a number of the others, all sets equally likely, in their old order.</summary>
    public static ItemSample Draw(EmbeddingRows rows, int[] labels, ulong seed, int maximum)
    {
        rows.CheckLabels(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 2);
        int[] items = [.. Enumerable.Range(0, rows.Count).Where(i => labels[i] != EmbeddingRows.OutlierLabel)];
        if (items.Length > maximum)
        {
            new SeededRandom(SeededRandom.Derive(seed, "items of pairs")).Shuffle<int>(items);
            Array.Resize(ref items, maximum);
            Array.Sort(items);
        }

        return new ItemSample(items.Length == 0 ? null : rows.Select(items), [.. items.Select(i => labels[i])]);
    }
}
