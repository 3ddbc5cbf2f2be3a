using System.Runtime.Intrinsics;

namespace DeepMetric.Diagnostics;

/// <summary>Squared Euclidean distances between rows of double.</summary>
/// <remarks>Differences are squared, not expanded into products, so equal rows are at exactly 0. The width and order of the sums are the same on every processor.</remarks>
internal static class SquaredDistances
{
    private const int Together = 4;

    /// <summary>The distances of one row to a run of consecutive rows.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="row">The row that is compared.</param>
    /// <param name="first">The first row it is compared to.</param>
    /// <param name="result">Takes the distances to <paramref name="first"/>, <paramref name="first"/> + 1, ….</param>
    public static void FromRow(EmbeddingRows rows, int row, int first, Span<double> result)
    {
        ReadOnlySpan<double> own = rows.Row(row);
        int i = 0;
        for (; i + Together <= result.Length; i += Together)
        {
            Four(own, rows.Values.AsSpan((first + i) * own.Length, Together * own.Length), result.Slice(i, Together));
        }

        for (; i < result.Length; i++)
        {
            result[i] = Between(own, rows.Row(first + i));
        }
    }

    /// <summary>The distance of two vectors of one length.</summary>
    public static double Between(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Vector256<double> sum = Vector256<double>.Zero;
        int k = 0;
        for (; k + Vector256<double>.Count <= left.Length; k += Vector256<double>.Count)
        {
            Vector256<double> gap = Vector256.Create(left[k..]) - Vector256.Create(right[k..]);
            sum += gap * gap;
        }

        return Vector256.Sum(sum) + Rest(left, right, k);
    }

    // One load of the own row serves four others; each sum is added in the order that Between uses.
    private static void Four(ReadOnlySpan<double> own, ReadOnlySpan<double> others, Span<double> result)
    {
        int length = own.Length;
        ReadOnlySpan<double> a = others[..length];
        ReadOnlySpan<double> b = others.Slice(length, length);
        ReadOnlySpan<double> c = others.Slice(2 * length, length);
        ReadOnlySpan<double> d = others.Slice(3 * length, length);
        Vector256<double> sumA = Vector256<double>.Zero;
        Vector256<double> sumB = Vector256<double>.Zero;
        Vector256<double> sumC = Vector256<double>.Zero;
        Vector256<double> sumD = Vector256<double>.Zero;
        int k = 0;
        for (; k + Vector256<double>.Count <= length; k += Vector256<double>.Count)
        {
            Vector256<double> x = Vector256.Create(own[k..]);
            Vector256<double> gapA = x - Vector256.Create(a[k..]);
            Vector256<double> gapB = x - Vector256.Create(b[k..]);
            Vector256<double> gapC = x - Vector256.Create(c[k..]);
            Vector256<double> gapD = x - Vector256.Create(d[k..]);
            sumA += gapA * gapA;
            sumB += gapB * gapB;
            sumC += gapC * gapC;
            sumD += gapD * gapD;
        }

        result[0] = Vector256.Sum(sumA) + Rest(own, a, k);
        result[1] = Vector256.Sum(sumB) + Rest(own, b, k);
        result[2] = Vector256.Sum(sumC) + Rest(own, c, k);
        result[3] = Vector256.Sum(sumD) + Rest(own, d, k);
    }

    private static double Rest(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int from)
    {
        double sum = 0;
        for (int k = from; k < left.Length; k++)
        {
            double gap = left[k] - right[k];
            sum += gap * gap;
        }

        return sum;
    }
}
