using DeepMetric.Evaluation;

namespace DeepMetric.Tests.Evaluation;

/// <summary>Retrieval by sorting everything, straight from the definitions.</summary>
internal static class RetrievalOracle
{
    public static double SquaredDistance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    public static int[] Rank(double[] query, double[][] reference, int itself) =>
        [.. Enumerable.Range(0, reference.Length).Where(item => item != itself).OrderBy(item => SquaredDistance(query, reference[item])).ThenBy(item => item)];

    public static bool HasTies(double[] query, double[][] reference, int itself)
    {
        double[] distances = [.. Rank(query, reference, itself).Select(item => SquaredDistance(query, reference[item]))];
        return distances.Distinct().Count() < distances.Length;
    }

    public static void AssertEqual(bool[] hits, int depth, QueryRetrieval found)
    {
        int relevant = hits.Count(hit => hit);
        int reach = Math.Min(depth, hits.Length);
        int window = Math.Min(relevant, reach);
        double PrecisionAt(int k) => hits.Take(k).Count(hit => hit) / (double)k;
        double Precisions(int last) => Enumerable.Range(1, last).Where(k => hits[k - 1]).Sum(PrecisionAt);
        double Gain(int last, Func<int, bool> counts) => Enumerable.Range(1, last).Where(counts).Sum(k => 1 / Math.Log2(k + 1));
        int first = Array.IndexOf(hits, true) + 1;
        RetrievalMetrics metrics = found.Metrics;
        Assert.Equal((relevant, first), (found.RelevantCount, found.FirstRelevantRank));
        Assert.Equal(Precisions(window) / relevant, metrics.MeanAveragePrecisionAtR, 1e-12);
        Assert.Equal(Precisions(reach) / relevant, metrics.MeanAveragePrecision, 1e-12);
        Assert.Equal(PrecisionAt(window), metrics.RPrecision, 1e-12);
        Assert.Equal(first <= reach ? 1.0 / first : 0, metrics.MeanReciprocalRank, 1e-12);
        Assert.Equal(Gain(reach, k => hits[k - 1]) / Gain(window, _ => true), metrics.Ndcg, 1e-12);
        for (int i = 0; i < metrics.CutOffs.Count; i++)
        {
            int k = metrics.CutOffs[i];
            int count = hits.Take(Math.Min(k, reach)).Count(hit => hit);
            Assert.Equal((double)count / k, metrics.Precision[i], 1e-12);
            Assert.Equal(count > 0 ? 1.0 : 0.0, metrics.Recall[i]);
            Assert.Equal(Precisions(Math.Min(k, reach)) / Math.Min(k, relevant), metrics.MeanAveragePrecisionAtCutOffs[i], 1e-12);
            Assert.Equal(Gain(Math.Min(k, reach), rank => hits[rank - 1]) / Gain(Math.Min(Math.Min(k, reach), relevant), _ => true), metrics.NdcgAtCutOffs[i], 1e-12);
        }
    }

    /// <summary>Graded NDCG by summing along the ranking and along the best order; null where nothing is worth anything.</summary>
    public static double? GradedNdcg(double[] gains, int depth)
    {
        double Sum(IEnumerable<double> inOrder) => inOrder.Take(depth).Select((gain, at) => gain / Math.Log2(at + 2)).Sum();
        double ideal = Sum(gains.OrderDescending());
        return ideal > 0 ? Sum(gains) / ideal : null;
    }
}
