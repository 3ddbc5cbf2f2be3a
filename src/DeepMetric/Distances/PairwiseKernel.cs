using System.Numerics;
using TorchSharp;

namespace DeepMetric.Distances;

/// <summary>Distances of all pairs of rows by differences, in SIMD, over dense CPU memory.</summary>
internal static unsafe class PairwiseKernel
{
    /// <summary>Fills <paramref name="matrix"/> <c>[n, m]</c> with ‖x_i − y_j‖² or its root.</summary>
    /// <remarks>Every entry is computed by one thread in one order, so the result does not depend on the number of threads.</remarks>
    public static void SquaredDistances<T>(torch.Tensor query, torch.Tensor reference, torch.Tensor matrix, bool squared)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = (int)query.shape[0];
        int m = (int)reference.shape[0];
        int d = (int)query.shape[1];
        T* x = DenseMemory.Pointer<T>(query);
        T* y = DenseMemory.Pointer<T>(reference);
        T* result = DenseMemory.Pointer<T>(matrix);
        RowParallel.For(n, (long)m * d, i =>
        {
            for (int j = 0; j < m; j++)
            {
                T value = Squared(x + ((long)i * d), y + ((long)j * d), d);
                result[((long)i * m) + j] = squared ? value : T.Sqrt(value);
            }
        });
    }

    private static T Squared<T>(T* x, T* y, int d)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> first = Vector<T>.Zero;
        Vector<T> second = Vector<T>.Zero;
        int width = Vector<T>.Count;
        int k = 0;
        for (; k <= d - (2 * width); k += 2 * width)
        {
            Vector<T> a = Vector.Load(x + k) - Vector.Load(y + k);
            Vector<T> b = Vector.Load(x + k + width) - Vector.Load(y + k + width);
            first += a * a;
            second += b * b;
        }

        T sum = Vector.Sum(first + second);
        for (; k < d; k++)
        {
            T difference = x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }
}
