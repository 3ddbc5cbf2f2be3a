using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DeepMetric.Datasets;

/// <summary>Pixels of two rows at once: a vector holds red, green, blue and a lane of no account of a pixel, and then those of the one below it.</summary>
internal static class PixelLanes
{
    /// <summary>Values of a pixel and of the one below it.</summary>
    public const int Count = 8;

    /// <summary>Reads pixels of two rows as vectors.</summary>
    /// <param name="upper">The bytes of the upper row.</param>
    /// <param name="lower">The bytes of the lower row, as many.</param>
    /// <param name="stride">Bytes from a pixel to the next one: 3 or 4.</param>
    /// <param name="count">Pixels of each row.</param>
    /// <param name="target">The values, from 0 to 255, <c>[count × 8]</c>.</param>
    public static void Read(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int stride, int count, Span<float> target)
    {
        ref byte first = ref MemoryMarshal.GetReference(upper[..(count * stride)]);
        ref byte second = ref MemoryMarshal.GetReference(lower[..(count * stride)]);
        ref float place = ref MemoryMarshal.GetReference(target[..(count * Count)]);

        // Four bytes are read of each pixel; behind the last one there may be none.
        for (int i = 0; i < count - 1; i++)
        {
            uint above = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, i * stride));
            uint below = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref second, i * stride));
            Widened(above, below).StoreUnsafe(ref place, (nuint)(i * Count));
        }

        int last = (count - 1) * stride;
        for (int channel = 0; channel < 3; channel++)
        {
            target[((count - 1) * Count) + channel] = upper[last + channel];
            target[((count - 1) * Count) + 4 + channel] = lower[last + channel];
        }

        target[((count - 1) * Count) + 3] = 0;
        target[((count - 1) * Count) + 7] = 0;
    }

    /// <summary>The weighted sum of neighbouring pixels.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="taps">How many they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sum(ref float first, ref float weights, int taps)
    {
        Vector256<float> sum = Vector256.LoadUnsafe(ref first) * Vector256.Create(weights);
        for (int k = 1; k < taps; k++)
        {
            sum += Vector256.LoadUnsafe(ref first, (nuint)(k * Count)) * Vector256.Create(Unsafe.Add(ref weights, k));
        }

        return sum;
    }

    /// <summary>As <see cref="Sum"/> of two pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SumOfTwo(ref float first, ref float weights) =>
        (Vector256.LoadUnsafe(ref first) * Vector256.Create(weights)) + (Vector256.LoadUnsafe(ref first, Count) * Vector256.Create(Unsafe.Add(ref weights, 1)));

    /// <summary>Writes the reds of four pixels, and <paramref name="width"/> values on their greens, and as far on their blues; for both rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, ref float upper, ref float lower, int width)
    {
        if (!Avx.IsSupported)
        {
            Store(a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower(), ref upper, width);
            Store(a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper(), ref lower, width);
            return;
        }

        Vector256<double> firsts = Avx.UnpackLow(a, b).AsDouble();
        Vector256<double> seconds = Avx.UnpackLow(c, d).AsDouble();
        Vector256<float> red = Avx.UnpackLow(firsts, seconds).AsSingle();
        Vector256<float> green = Avx.UnpackHigh(firsts, seconds).AsSingle();
        Vector256<float> blue = Avx.UnpackLow(Avx.UnpackHigh(a, b).AsDouble(), Avx.UnpackHigh(c, d).AsDouble()).AsSingle();
        red.GetLower().StoreUnsafe(ref upper);
        green.GetLower().StoreUnsafe(ref upper, (nuint)width);
        blue.GetLower().StoreUnsafe(ref upper, (nuint)(2 * width));
        red.GetUpper().StoreUnsafe(ref lower);
        green.GetUpper().StoreUnsafe(ref lower, (nuint)width);
        blue.GetUpper().StoreUnsafe(ref lower, (nuint)(2 * width));
    }

    private static void Store(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, ref float place, int width)
    {
        Vector128<double> firsts = ZipLow(a, b).AsDouble();
        Vector128<double> seconds = ZipLow(c, d).AsDouble();
        Vector128.Create(firsts[0], seconds[0]).AsSingle().StoreUnsafe(ref place);
        Vector128.Create(firsts[1], seconds[1]).AsSingle().StoreUnsafe(ref place, (nuint)width);
        Vector128.Create(a[2], b[2], c[2], d[2]).StoreUnsafe(ref place, (nuint)(2 * width));
    }

    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widened(uint above, uint below)
    {
        Vector128<byte> bytes = Vector128.CreateScalar(above | ((ulong)below << 32)).AsByte();
        Vector256<int> whole = Avx2.IsSupported
            ? Avx2.ConvertToVector256Int32(bytes)
            : Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256()).AsInt32();
        return Vector256.ConvertToSingle(whole);
    }
}
