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

    /// <summary>As <see cref="AssertRows"/> for a tensor of any shape.</summary>
    public static void AssertTensor(GoldenCase golden, JsonElement expected, Tensor? found, string what)
    {
        double[] numbers = [.. Numbers(expected)];
        if (found is null)
        {
            Assert.True(numbers.All(number => number == 0), $"{what}: expected numbers other than 0, found no gradient");
            return;
        }

        AssertArray(golden, numbers, found, what);
    }

    /// <summary>All numbers of nested lists, in order.</summary>
    public static IEnumerable<double> Numbers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Numbers) : [GoldenCase.Number(value)];

    /// <summary>Nested lists as a tensor of their shape.</summary>
    public static Tensor ToTensor(JsonElement value, ScalarType type)
    {
        List<long> shape = [];
        for (JsonElement level = value; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
        }

        using Tensor flat = tensor(Numbers(value).ToArray());
        using Tensor typed = flat.to(type);
        return typed.reshape([.. shape]).clone();
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
