using System.Text.Json;
using DeepMetric.Distances;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The distances against PyTorch Metric Learning.</summary>
public sealed class GoldenDistanceTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "distance.LpDistance", MemberType = typeof(GoldenFile))]
    public void LpDistance_equals_the_golden_cases(string id) => Check("LpDistance", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "distance.CosineSimilarity", MemberType = typeof(GoldenFile))]
    public void CosineSimilarity_equals_the_golden_cases(string id) => Check("CosineSimilarity", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "distance.DotProductSimilarity", MemberType = typeof(GoldenFile))]
    public void DotProductSimilarity_equals_the_golden_cases(string id) => Check("DotProductSimilarity", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "distance.SNRDistance", MemberType = typeof(GoldenFile))]
    public void SignalToNoiseDistance_equals_the_golden_cases(string id) => Check("SNRDistance", id);

    private static void Check(string name, string id) => GoldenFile.Check($"distance.{name}", id, golden =>
    {
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            using var scope = NewDisposeScope();
            Distance distance = GoldenComponents.Distance(golden.Json);
            JsonElement expected = golden.Expected;
            Tensor x = GoldenComponents.Embeddings(golden.Json.GetProperty("embeddings"), type);
            Tensor? reference = golden.Field("ref_embeddings") is { } rows ? GoldenComponents.Embeddings(rows, type) : null;
            Tensor matrix = distance.Matrix(x, reference ?? x);
            Tensor compared = WithoutRoundedDiagonal(golden, reference, matrix, out JsonElement numbers);
            GoldenNumbers.AssertTensor(golden, numbers, compared, "matrix");

            Tensor upstream = GoldenNumbers.ToTensor(golden.Json.GetProperty("upstream"), type);
            (matrix * upstream).sum().backward();
            GoldenNumbers.AssertRows(golden, expected.GetProperty("grad_embeddings"), x.grad, "grad_embeddings");
            if (GoldenCase.FieldOf(expected, "grad_ref_embeddings") is { } gradient)
            {
                GoldenNumbers.AssertRows(golden, gradient, reference!.grad, "grad_ref_embeddings");
            }

            Tensor detached = x.detach();
            CheckRows(golden, distance, detached, reference?.detach());
            GoldenNumbers.AssertTensor(golden, expected.GetProperty("norm"), distance.Norms(detached), "norm");
            GoldenNumbers.AssertTensor(golden, expected.GetProperty("normalized"), Of(distance, normalize: true).Prepared(detached), "normalized");
            if (ReferenceEquals(compared, matrix))
            {
                GoldenNumbers.AssertTensor(golden, expected.GetProperty("smallest_dist_per_row"), distance.ClosestPerRow(matrix), "closest");
            }

            GoldenNumbers.AssertTensor(golden, expected.GetProperty("largest_dist_per_row"), distance.FarthestPerRow(matrix), "farthest");
            GoldenNumbers.AssertScalar(golden, expected.GetProperty("margin_of_0.3_and_0.1"), distance.Gap(tensor(0.1), tensor(0.3)), "margin");
        }
    });

    /// <summary>Row i with row i, as given: the source's pairwise distance neither normalises nor raises to a power, and adds 1e-6 to every difference of the Lp distance.</summary>
    private static void CheckRows(GoldenCase golden, Distance distance, Tensor x, Tensor? reference)
    {
        if (reference is not null && reference.shape[0] != x.shape[0])
        {
            return;
        }

        Tensor other = reference ?? x.roll(1, 0);
        Distance plain = Of(distance, normalize: false);
        GoldenNumbers.AssertTensor(golden, golden.Expected.GetProperty("pairwise_distance"), plain.Pairwise(x, distance is LpDistance ? other - 1e-6 : other), "pairwise_distance");
    }

    private static Distance Of(Distance distance, bool normalize) => distance switch
    {
        LpDistance lp => new LpDistance(lp.P, 1, normalize),
        SignalToNoiseDistance => new SignalToNoiseDistance(normalize),
        _ => new DotProductSimilarity(normalize),
    };

    /// <summary>Euclidean distances of many rows to themselves come out of the source near 1e-8; they are compared off the diagonal.</summary>
    private static Tensor WithoutRoundedDiagonal(GoldenCase golden, Tensor? reference, Tensor matrix, out JsonElement numbers)
    {
        numbers = golden.Expected.GetProperty("matrix");
        if (!golden.HasTag("large") || reference is not null)
        {
            return matrix;
        }

        Tensor diagonal = eye(matrix.shape[0], dtype: ScalarType.Float64);
        Tensor expected = GoldenNumbers.ToTensor(numbers, ScalarType.Float64);
        Assert.True((expected.diagonal() - matrix.diagonal().to(ScalarType.Float64)).abs().max().ToDouble() < 1e-6);
        double[][] rows = [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(i => where(diagonal[i] > 0, zeros_like(expected[i]), expected[i]).data<double>().ToArray())];
        numbers = JsonSerializer.SerializeToElement(rows);
        return matrix * (1 - diagonal).to(matrix.dtype);
    }
}
