namespace DeepMetric.Evaluation;

/// <summary>Turns the ranks of what a query looks for into metrics.</summary>
internal static class RankMetrics
{
    /// <summary>The metrics of one query.</summary>
    /// <param name="ranks">Ascending ranks of its relevant items, from 1, not empty.</param>
    /// <param name="relevant">R, what averages divide by.</param>
    /// <param name="depth">D, the last rank that counts.</param>
    /// <param name="cutOffs">The K of recall and precision.</param>
    public static RetrievalMetrics Of(ReadOnlySpan<int> ranks, int relevant, int depth, int[] cutOffs)
    {
        int window = Math.Min(relevant, depth);
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
            gain += 1 / Math.Log2(1.0 + rank);
            if (rank <= window)
            {
                precisionsInWindow += precision;
                foundInWindow = found;
            }
        }

        double idealGain = 0;
        for (int rank = 1; rank <= window; rank++)
        {
            idealGain += 1 / Math.Log2(1.0 + rank);
        }

        var hits = new double[cutOffs.Length];
        for (int i = 0; i < cutOffs.Length; i++)
        {
            hits[i] = CountUpTo(ranks, Math.Min(cutOffs[i], depth));
        }

        return new RetrievalMetrics
        {
            MeanAveragePrecisionAtR = precisionsInWindow / relevant,
            RPrecision = (double)foundInWindow / window,
            MeanAveragePrecision = precisions / relevant,
            MeanReciprocalRank = found > 0 ? 1.0 / ranks[0] : 0,
            Ndcg = gain / idealGain,
            CutOffs = cutOffs,
            Recall = Array.ConvertAll(hits, hit => Math.Min(hit, 1)),
            Precision = [.. hits.Zip(cutOffs, (hit, k) => hit / k)],
        };
    }

    private static int CountUpTo(ReadOnlySpan<int> ranks, int last)
    {
        int at = ranks.BinarySearch(last);
        return at >= 0 ? at + 1 : ~at;
    }
}
