using System.Numerics;
using System.Runtime.InteropServices;

namespace DeepMetric.Evaluation;

/// <summary>Squared Euclidean distances of one point to many rows, summed in double by vector instructions.</summary>
internal static class SquaredDistanceKernel
{
    /// <summary>Distances to float rows; each difference is taken in double, so nothing is rounded before it is squared.</summary>
    public static void Fill(ReadOnlySpan<double> point, ReadOnlySpan<float> rows, Span<double> distances)
    {
        ref double origin = ref MemoryMarshal.GetReference(point);
        int dimension = point.Length;
        int lanes = Vector<double>.Count;
        int step = 2 * lanes;
        int whole = dimension - (dimension % step);
        for (int i = 0; i < distances.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * dimension, dimension);
            ref float first = ref MemoryMarshal.GetReference(row);
            Vector<double> even = Vector<double>.Zero;
            Vector<double> odd = Vector<double>.Zero;
            int j = 0;
            for (; j < whole; j += step)
            {
                Vector.Widen(Vector.LoadUnsafe(ref first, (nuint)j), out Vector<double> low, out Vector<double> high);
                Vector<double> lowGap = Vector.LoadUnsafe(ref origin, (nuint)j) - low;
                Vector<double> highGap = Vector.LoadUnsafe(ref origin, (nuint)(j + lanes)) - high;
                even = Vector.FusedMultiplyAdd(lowGap, lowGap, even);
                odd = Vector.FusedMultiplyAdd(highGap, highGap, odd);
            }

            double sum = Vector.Sum(even + odd);
            for (; j < dimension; j++)
            {
                double gap = point[j] - row[j];
                sum += gap * gap;
            }

            distances[i] = sum;
        }
    }

    /// <summary>Distances to double rows.</summary>
    public static void Fill(ReadOnlySpan<double> point, ReadOnlySpan<double> rows, Span<double> distances)
    {
        ref double origin = ref MemoryMarshal.GetReference(point);
        int dimension = point.Length;
        int lanes = Vector<double>.Count;
        int step = 2 * lanes;
        int whole = dimension - (dimension % step);
        for (int i = 0; i < distances.Length; i++)
        {
            ReadOnlySpan<double> row = rows.Slice(i * dimension, dimension);
            ref double first = ref MemoryMarshal.GetReference(row);
            Vector<double> even = Vector<double>.Zero;
            Vector<double> odd = Vector<double>.Zero;
            int j = 0;
            for (; j < whole; j += step)
            {
                Vector<double> lowGap = Vector.LoadUnsafe(ref origin, (nuint)j) - Vector.LoadUnsafe(ref first, (nuint)j);
                Vector<double> highGap = Vector.LoadUnsafe(ref origin, (nuint)(j + lanes)) - Vector.LoadUnsafe(ref first, (nuint)(j + lanes));
                even = Vector.FusedMultiplyAdd(lowGap, lowGap, even);
                odd = Vector.FusedMultiplyAdd(highGap, highGap, odd);
            }

            double sum = Vector.Sum(even + odd);
            for (; j < dimension; j++)
            {
                double gap = point[j] - row[j];
                sum += gap * gap;
            }

            distances[i] = sum;
        }
    }
}
