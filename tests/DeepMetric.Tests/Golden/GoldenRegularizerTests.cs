using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The regularizers against PyTorch Metric Learning.</summary>
public sealed class GoldenRegularizerTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "regularizer.LpRegularizer", MemberType = typeof(GoldenFile))]
    public void LpRegularizer_equals_the_golden_cases(string id) => Check("LpRegularizer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "regularizer.CenterInvariantRegularizer", MemberType = typeof(GoldenFile))]
    public void CenterInvariantRegularizer_equals_the_golden_cases(string id) => Check("CenterInvariantRegularizer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "regularizer.RegularFaceRegularizer", MemberType = typeof(GoldenFile))]
    public void RegularFaceRegularizer_equals_the_golden_cases(string id) => Check("RegularFaceRegularizer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "regularizer.SparseCentersRegularizer", MemberType = typeof(GoldenFile))]
    public void SparseCentersRegularizer_equals_the_golden_cases(string id) => Check("SparseCentersRegularizer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "regularizer.ZeroMeanRegularizer", MemberType = typeof(GoldenFile))]
    public void ZeroMeanRegularizer_equals_the_golden_cases(string id) => Check("ZeroMeanRegularizer", id);

    private static void Check(string name, string id) => GoldenFile.Check($"regularizer.{name}", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            using var scope = NewDisposeScope();
            Tensor x = GoldenComponents.Embeddings(golden.Json.GetProperty("embeddings"), type);
            if (golden.Expected.TryGetProperty("throws", out _))
            {
                Assert.ThrowsAny<Exception>(() => GoldenComponents.Regularizer(golden.Json)!.Compute(x));
                continue;
            }

            Regularizer regularizer = GoldenComponents.Regularizer(golden.Json)!;
            Assert.Equal(name, regularizer.GetType().Name);
            Tensor value = regularizer.Compute(x);
            GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), value, "loss");
            value.backward();
            GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_embeddings"), x.grad, "grad_embeddings");
        }
    });
}
