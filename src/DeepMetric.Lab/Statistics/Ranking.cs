namespace DeepMetric.Lab.Statistics;

/// <summary>Ranks with ties.</summary>
internal static class Ranking
{
    /// <summary>The rank of each number, from 1 for the smallest; equal numbers share the mean of their ranks.</summary>
    public static double[] Of(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(index => values[index])];
        double[] ranks = new double[values.Count];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && values[order[end]] == values[order[start]];)
            {
                end++;
            }

            for (int place = start; place < end; place++)
            {
                ranks[order[place]] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }
}
