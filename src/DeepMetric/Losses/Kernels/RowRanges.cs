namespace DeepMetric.Losses.Kernels;

/// <summary>Cuts the rows of a matrix into ranges that are worked on one after the other.</summary>
internal static class RowRanges
{
    /// <summary>Entries that a range has, about.</summary>
    private const long Entries = 4L << 20;

    /// <summary>How many rows make about <see cref="Entries"/> entries, from 1 to all.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="perRow">Entries of a row.</param>
    public static int Length(int rows, long perRow) => (int)Math.Clamp(Entries / Math.Max(1, perRow), 1, Math.Max(1, rows));

    /// <summary>The first row and the number of rows of each range.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="length">Rows of a range; the last may have fewer.</param>
    public static IEnumerable<(int First, int Count)> Of(int rows, int length)
    {
        for (int first = 0; first < rows; first += length)
        {
            yield return (first, Math.Min(length, rows - first));
        }
    }
}
