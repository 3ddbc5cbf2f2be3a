using System.Numerics;
using TorchSharp;

namespace DeepMetric.Distances;

/// <summary>Distances of all pairs of double rows by differences, in vectors, over dense CPU memory; those of float rows are in <see cref="Kernels.DistanceMatrix"/>.</summary>
internal static unsafe class PairwiseKernel
{
    /// <summary>Fills <paramref name="matrix"/> <c>[n, m]</c> with ‖x_i − y_j‖² or its root.</summary>
    /// <remarks>Every entry is computed by one thread in one order, so the result does not depend on the number of threads.</remarks>
    public static void SquaredDistances(torch.Tensor query, torch.Tensor reference, torch.Tensor matrix, bool squared)
    {
        int n = (int)query.shape[0];
        int m = (int)reference.shape[0];
        int d = (int)query.shape[1];
        double* x = DenseMemory.Pointer<double>(query);
        double* y = DenseMemory.Pointer<double>(reference);
        double* result = DenseMemory.Pointer<double>(matrix);
        RowParallel.For(n, (long)m * d, i =>
        {
            for (int j = 0; j < m; j++)
            {
                double value = Squared(x + ((long)i * d), y + ((long)j * d), d);
                result[((long)i * m) + j] = squared ? value : Math.Sqrt(value);
            }
        });
    }

    private static double Squared(double* x, double* y, int d)
    {
        Vector<double> first = Vector<double>.Zero;
        Vector<double> second = Vector<double>.Zero;
        int width = Vector<double>.Count;
        int k = 0;
        for (; k <= d - (2 * width); k += 2 * width)
        {
            Vector<double> a = Vector.Load(x + k) - Vector.Load(y + k);
            Vector<double> b = Vector.Load(x + k + width) - Vector.Load(y + k + width);
            first += a * a;
            second += b * b;
        }

        double sum = Vector.Sum(first + second);
        for (; k < d; k++)
        {
            double difference = x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }
}
