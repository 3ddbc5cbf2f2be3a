using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>Holds tensors against golden numbers: digit by digit in double, against the largest magnitude in float.</summary>
internal static class GoldenNumbers
{
    private const double FloatTolerance = 1e-3;

    public static void AssertScalar(GoldenCase golden, JsonElement expected, Tensor found, string what) =>
        AssertArray(golden, [GoldenCase.Number(expected)], found, what);

    public static void AssertRows(GoldenCase golden, JsonElement expected, Tensor? found, string what)
    {
        double[] numbers = [.. GoldenCase.Matrix(expected).SelectMany(row => row)];
        if (found is null)
        {
            Assert.True(numbers.All(number => number == 0), $"{what}: expected numbers other than 0, found no gradient");
            return;
        }

        AssertArray(golden, numbers, found, what);
    }

    public static void AssertArray(GoldenCase golden, double[] expected, Tensor found, string what)
    {
        using var scope = NewDisposeScope();
        double[] numbers = [.. found.detach().to(ScalarType.Float64).contiguous().data<double>()];
        if (found.dtype == ScalarType.Float64)
        {
            golden.AssertClose(expected, numbers, what);
            return;
        }

        Assert.Equal(expected.Length, numbers.Length);
        double largest = Math.Max(1e-6, expected.Max(Math.Abs));
        double error = expected.Zip(numbers, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(error <= FloatTolerance * largest, $"{what}: largest error {error:R} against largest magnitude {largest:R}");
    }
}
