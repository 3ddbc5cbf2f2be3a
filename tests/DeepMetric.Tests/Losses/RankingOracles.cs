namespace DeepMetric.Tests.Losses;

/// <summary>Similarities and distances of rows by plain loops in double, for oracles.</summary>
internal static class RankingOracles
{
    public static double Dot(double[,] x, int i, int j) => Enumerable.Range(0, x.GetLength(1)).Sum(k => x[i, k] * x[j, k]);

    public static double Cosine(double[,] x, int i, int j) => Dot(x, i, j) / Math.Sqrt(Dot(x, i, i) * Dot(x, j, j));

    public static double Distance(double[,] x, int i, int j) => Math.Sqrt(Enumerable.Range(0, x.GetLength(1)).Sum(k => Math.Pow(x[i, k] - x[j, k], 2)));

    /// <summary>The Euclidean distance of the rows scaled to unit norm.</summary>
    public static double UnitDistance(double[,] x, int i, int j) => Math.Sqrt(Enumerable.Range(0, x.GetLength(1)).Sum(k =>
        Math.Pow((x[i, k] / Math.Sqrt(Dot(x, i, i))) - (x[j, k] / Math.Sqrt(Dot(x, j, j))), 2)));

    public static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    public static int[] Positives(long[] y, int a) => [.. Enumerable.Range(0, y.Length).Where(j => j != a && y[j] == y[a])];

    public static int[] Negatives(long[] y, int a) => [.. Enumerable.Range(0, y.Length).Where(j => y[j] != y[a])];
}
