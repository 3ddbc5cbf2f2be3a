using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DeepMetric.Datasets;

/// <summary>Four pixels at once, a pixel's red, green and blue side by side in a vector.</summary>
internal static class PixelLanes
{
    /// <summary>Four pixels as their reds, greens and blues; the pixels' last lanes are dropped.</summary>
    public static (Vector128<float> Red, Vector128<float> Green, Vector128<float> Blue) Split(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> low = ZipLow(a, b);
        Vector128<float> high = ZipLow(c, d);
        return (Vector128.Create(low.GetLower(), high.GetLower()), Vector128.Create(low.GetUpper(), high.GetUpper()), Vector128.Create(ZipHigh(a, b), ZipHigh(c, d)));
    }

    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>The third lanes of both.</summary>
    private static Vector64<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b).GetLower()
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b).GetLower()
        : Vector64.Create(a[2], b[2]);
}
