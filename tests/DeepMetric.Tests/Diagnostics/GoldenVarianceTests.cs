using System.Text.Json;
using DeepMetric.Diagnostics;
using DeepMetric.Tests.Golden;

namespace DeepMetric.Tests.Diagnostics;

/// <summary>The variances of the study against numbers computed from the formulas.</summary>
public sealed class GoldenVarianceTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "paper.ClassVariance", MemberType = typeof(GoldenFile))]
    public void Variances_equal_the_golden_cases(string id) => GoldenFile.Check("paper.ClassVariance", id, golden =>
    {
        double[][] rows = GoldenCase.Matrix(golden.Json.GetProperty("embeddings"));
        int[] labels = GoldenCase.Integers(golden.Json.GetProperty("labels"));
        foreach ((string form, bool normalize) in (IEnumerable<(string, bool)>)[("raw", false), ("l2_normalized", true)])
        {
            JsonElement expected = golden.Expected.GetProperty(form);
            EmbeddingVariance found = EmbeddingVariance.Measure(
                [.. rows.SelectMany(row => row)], rows[0].Length, labels, new() { LoneClassesCountZero = true, NormalizeRows = normalize, CountOutliersAsClass = true });
            Assert.Equal(GoldenCase.Integers(expected.GetProperty("classes")), found.IntraPerClass.Select(entry => entry.Label));
            double[][] centroids = GoldenCase.Matrix(expected.GetProperty("centroids"));
            Assert.Equal(centroids.Length, found.Centroids.Count);
            for (int c = 0; c < centroids.Length; c++)
            {
                golden.AssertClose(centroids[c], found.Centroids[c], $"{form} centroids[{c}]");
            }

            golden.AssertClose(GoldenCase.Vector(expected.GetProperty("mean_of_centroids")), [.. found.MeanOfCentroids!], form + " mean of centroids");
            golden.AssertClose(GoldenCase.Vector(expected.GetProperty("intra_per_class")), [.. found.IntraPerClass.Select(entry => entry.Variance!.Value)], form + " intra per class");
            golden.AssertClose(GoldenCase.Number(expected.GetProperty("intra_class_variance")), found.Intra!.Value, form + " intra");
            golden.AssertClose(GoldenCase.Number(expected.GetProperty("inter_class_variance")), found.InterCentred!.Value, form + " inter");
        }
    });
}
