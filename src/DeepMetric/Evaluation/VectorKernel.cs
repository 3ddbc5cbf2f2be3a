using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepMetric.Evaluation;

/// <summary>Sums and products of double arrays by vector instructions.</summary>
internal static class VectorKernel
{
    /// <summary>Σ a_j b_j.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double first = ref MemoryMarshal.GetReference(a);
        ref double second = ref MemoryMarshal.GetReference(b[..a.Length]);
        int lanes = Vector<double>.Count;
        Vector<double> sums = Vector<double>.Zero;
        int j = 0;
        for (; j <= a.Length - lanes; j += lanes)
        {
            sums = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref first, (nuint)j), Vector.LoadUnsafe(ref second, (nuint)j), sums);
        }

        double sum = Vector.Sum(sums);
        for (; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }

    /// <summary>b_j += scale a_j.</summary>
    public static void AddScaled(double scale, ReadOnlySpan<double> a, Span<double> b)
    {
        ref double first = ref MemoryMarshal.GetReference(a);
        ref double second = ref MemoryMarshal.GetReference(b[..a.Length]);
        int lanes = Vector<double>.Count;
        var factor = new Vector<double>(scale);
        int j = 0;
        for (; j <= a.Length - lanes; j += lanes)
        {
            Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref first, (nuint)j), Vector.LoadUnsafe(ref second, (nuint)j)).StoreUnsafe(ref second, (nuint)j);
        }

        for (; j < a.Length; j++)
        {
            b[j] += scale * a[j];
        }
    }

    /// <summary>Four dot products of one vector <c>[d]</c> with four rows <c>[4 · d]</c>.</summary>
    public static void DotFour(ReadOnlySpan<double> vector, ReadOnlySpan<double> rows, Span<double> dots)
    {
        int dimension = vector.Length;
        ref double values = ref MemoryMarshal.GetReference(vector);
        ref double row0 = ref MemoryMarshal.GetReference(rows[..(4 * dimension)]);
        ref double row1 = ref Unsafe.Add(ref row0, dimension);
        ref double row2 = ref Unsafe.Add(ref row1, dimension);
        ref double row3 = ref Unsafe.Add(ref row2, dimension);
        Vector<double> a = Vector<double>.Zero;
        Vector<double> b = Vector<double>.Zero;
        Vector<double> c = Vector<double>.Zero;
        Vector<double> d = Vector<double>.Zero;
        int lanes = Vector<double>.Count;
        int j = 0;
        for (; j <= dimension - lanes; j += lanes)
        {
            Vector<double> value = Vector.LoadUnsafe(ref values, (nuint)j);
            a = Vector.FusedMultiplyAdd(value, Vector.LoadUnsafe(ref row0, (nuint)j), a);
            b = Vector.FusedMultiplyAdd(value, Vector.LoadUnsafe(ref row1, (nuint)j), b);
            c = Vector.FusedMultiplyAdd(value, Vector.LoadUnsafe(ref row2, (nuint)j), c);
            d = Vector.FusedMultiplyAdd(value, Vector.LoadUnsafe(ref row3, (nuint)j), d);
        }

        (dots[0], dots[1], dots[2], dots[3]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
        for (; j < dimension; j++)
        {
            for (int i = 0; i < 4; i++)
            {
                dots[i] += vector[j] * rows[(i * dimension) + j];
            }
        }
    }

    /// <summary>sum_j += Σ_i scales_i rows_ij over four rows <c>[4 · d]</c>.</summary>
    public static void AddFourScaled(ReadOnlySpan<double> scales, ReadOnlySpan<double> rows, Span<double> sum)
    {
        int dimension = sum.Length;
        ref double target = ref MemoryMarshal.GetReference(sum);
        ref double row0 = ref MemoryMarshal.GetReference(rows[..(4 * dimension)]);
        ref double row1 = ref Unsafe.Add(ref row0, dimension);
        ref double row2 = ref Unsafe.Add(ref row1, dimension);
        ref double row3 = ref Unsafe.Add(ref row2, dimension);
        var a = new Vector<double>(scales[0]);
        var b = new Vector<double>(scales[1]);
        var c = new Vector<double>(scales[2]);
        var d = new Vector<double>(scales[3]);
        int lanes = Vector<double>.Count;
        int j = 0;
        for (; j <= dimension - lanes; j += lanes)
        {
            Vector<double> value = Vector.LoadUnsafe(ref target, (nuint)j);
            value = Vector.FusedMultiplyAdd(a, Vector.LoadUnsafe(ref row0, (nuint)j), value);
            value = Vector.FusedMultiplyAdd(b, Vector.LoadUnsafe(ref row1, (nuint)j), value);
            value = Vector.FusedMultiplyAdd(c, Vector.LoadUnsafe(ref row2, (nuint)j), value);
            Vector.FusedMultiplyAdd(d, Vector.LoadUnsafe(ref row3, (nuint)j), value).StoreUnsafe(ref target, (nuint)j);
        }

        for (; j < dimension; j++)
        {
            for (int i = 0; i < 4; i++)
            {
                sum[j] += scales[i] * rows[(i * dimension) + j];
            }
        }
    }
}
