namespace DeepMetric.Miners;

/// <summary>The nearest and the farthest of some rows; of equal distances the first.</summary>
internal static class Extremes
{
    /// <summary>The row with the smallest distance; -1 for none.</summary>
    public static int Nearest(ReadOnlySpan<int> rows, ReadOnlySpan<double> distances) => Find(rows, distances, 1, null);

    /// <summary>The row with the largest distance; -1 for none.</summary>
    public static int Farthest(ReadOnlySpan<int> rows, ReadOnlySpan<double> distances) => Find(rows, distances, -1, null);

    /// <summary>The nearest (sign 1) or farthest (sign -1) of the rows whose distance is allowed; -1 for none.</summary>
    public static int Find(ReadOnlySpan<int> rows, ReadOnlySpan<double> distances, int sign, Func<double, bool>? allows)
    {
        int best = -1;
        foreach (int row in rows)
        {
            if (allows is not null && !allows(distances[row]))
            {
                continue;
            }

            if (best < 0 || sign * distances[row] < sign * distances[best])
            {
                best = row;
            }
        }

        return best;
    }
}
