namespace DeepMetric.Evaluation;

/// <summary>Turns the ranks of what a query looks for into metrics.</summary>
internal static class RankMetrics
{
    /// <summary>The metrics of one query.</summary>
    /// <param name="ranks">Ascending ranks of its relevant items, from 1, not empty.</param>
    /// <param name="relevant">R, what averages divide by.</param>
    /// <param name="depth">D, the last rank that counts.</param>
    /// <param name="cutOffs">The K of recall, precision, MAP and NDCG.</param>
    public static RetrievalMetrics Of(ReadOnlySpan<int> ranks, int relevant, int depth, int[] cutOffs)
    {
        int window = Math.Min(relevant, depth);
        RankDiscounts discounts = RankDiscounts.UpTo(Math.Min(depth, Math.Max(ranks[^1], relevant)));
        int found = 0;
        int foundInWindow = 0;
        double precisions = 0;
        double precisionsInWindow = 0;
        double gain = 0;
        while (found < ranks.Length && ranks[found] <= depth)
        {
            int rank = ranks[found++];
            double precision = (double)found / rank;
            precisions += precision;
            gain += discounts.At(rank);
            if (rank <= window)
            {
                precisionsInWindow += precision;
                foundInWindow = found;
            }
        }

        var hits = new double[cutOffs.Length];
        var averages = new double[cutOffs.Length];
        var gains = new double[cutOffs.Length];
        for (int i = 0; i < cutOffs.Length; i++)
        {
            int last = Math.Min(cutOffs[i], depth);
            int count = CountUpTo(ranks, last);
            double precisionsUpTo = 0;
            double gainUpTo = 0;
            for (int at = 0; at < count; at++)
            {
                precisionsUpTo += (at + 1.0) / ranks[at];
                gainUpTo += discounts.At(ranks[at]);
            }

            hits[i] = count;
            averages[i] = precisionsUpTo / Math.Min(cutOffs[i], relevant);
            gains[i] = gainUpTo / discounts.Ideal(Math.Min(last, relevant));
        }

        return new RetrievalMetrics
        {
            MeanAveragePrecisionAtR = precisionsInWindow / relevant,
            RPrecision = (double)foundInWindow / window,
            MeanAveragePrecision = precisions / relevant,
            MeanReciprocalRank = found > 0 ? 1.0 / ranks[0] : 0,
            Ndcg = gain / discounts.Ideal(window),
            CutOffs = cutOffs,
            Recall = Array.ConvertAll(hits, hit => Math.Min(hit, 1)),
            Precision = [.. hits.Zip(cutOffs, (hit, k) => hit / k)],
            MeanAveragePrecisionAtCutOffs = averages,
            NdcgAtCutOffs = gains,
        };
    }

    /// <summary>Adds the graded NDCG of one query; NaN where nothing is worth anything to it.</summary>
    /// <param name="metrics">The other metrics.</param>
    /// <param name="ranks">Ascending ranks of its items of a grade above 0, from 1.</param>
    /// <param name="gains">What these items are worth; sorted here.</param>
    /// <param name="depth">D, the last rank that counts.</param>
    /// <param name="cutOffs">The K of NDCG@K.</param>
    public static RetrievalMetrics WithGrades(RetrievalMetrics metrics, ReadOnlySpan<int> ranks, Span<double> gains, int depth, int[] cutOffs)
    {
        int[] lasts = [.. cutOffs.Select(k => Math.Min(k, depth)), depth];
        var found = new double[lasts.Length];
        for (int i = 0; i < lasts.Length; i++)
        {
            for (int at = 0; at < ranks.Length && ranks[at] <= lasts[i]; at++)
            {
                found[i] += gains[at] * Discount(ranks[at]);
            }
        }

        gains.Sort();
        var shares = new double[lasts.Length];
        for (int i = 0; i < lasts.Length; i++)
        {
            double ideal = 0;
            for (int rank = 1; rank <= lasts[i] && rank <= gains.Length; rank++)
            {
                ideal += gains[^rank] * Discount(rank);
            }

            shares[i] = ideal > 0 ? found[i] / ideal : double.NaN;
        }

        return metrics with { GradedNdcg = shares[^1], GradedNdcgAtCutOffs = shares[..^1] };
    }

    private static double Discount(int rank) => 1 / Math.Log2(1.0 + rank);

    private static int CountUpTo(ReadOnlySpan<int> ranks, int last)
    {
        int at = ranks.BinarySearch(last);
        return at >= 0 ? at + 1 : ~at;
    }
}
