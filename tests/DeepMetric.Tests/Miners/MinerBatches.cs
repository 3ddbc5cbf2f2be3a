using CsCheck;

namespace DeepMetric.Tests.Miners;

/// <summary>Batches for tests of miners: generic ones, and ones of few whole-number coordinates, in which equal and coinciding distances are common.</summary>
internal static class MinerBatches
{
    /// <summary>Embeddings and labels, -1 among them.</summary>
    public static readonly Gen<(double[,] Embeddings, long[] Labels)> Any =
        from lattice in Gen.Bool
        from n in Gen.Int[1, 14]
        from d in Gen.Int[2, 4]
        from classes in Gen.Int[1, 4]
        from values in (lattice ? Gen.Int[0, 2].Select(value => (double)value) : Gen.Double[-1, 1]).Array[n * d]
        from labels in Gen.Long[-1, classes - 1].Array[n]
        select (Shape(values, n, d), labels);

    /// <summary>The Euclidean distances of rows as they are.</summary>
    public static double Distance(double[,] x, int i, int j)
    {
        double sum = 0;
        for (int k = 0; k < x.GetLength(1); k++)
        {
            sum += (x[i, k] - x[j, k]) * (x[i, k] - x[j, k]);
        }

        return Math.Sqrt(sum);
    }

    private static double[,] Shape(double[] values, int n, int d)
    {
        double[,] shaped = new double[n, d];
        Buffer.BlockCopy(values, 0, shaped, 0, values.Length * sizeof(double));
        return shaped;
    }
}
