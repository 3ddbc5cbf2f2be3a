using DeepMetric.Distances;
using DeepMetric.Evaluation;
using DeepMetric.Tests.Golden;

namespace DeepMetric.Tests.Evaluation;

public sealed class NeighborsGoldenTests
{
    private const string File = "inference.CustomKNN";

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), File, MemberType = typeof(GoldenFile))]
    public void Agrees_on_neighbours_and_their_distances(string id) => GoldenFile.Check(File, id, golden =>
    {
        Distance distance = GoldenComponents.Distance(golden.Json.GetProperty("distance"));
        var queries = EmbeddingTable.FromRows(GoldenCase.Matrix(golden.Json.GetProperty("embeddings")));
        EmbeddingTable reference = golden.Field("ref_embeddings") is { } rows ? EmbeddingTable.FromRows(GoldenCase.Matrix(rows)) : queries;
        int k = golden.Json.GetProperty("params").GetProperty("k").GetInt32();
        bool includes = golden.Json.GetProperty("params").GetProperty("ref_includes_query").GetBoolean();
        int[]? excluded = includes ? [.. Enumerable.Range(0, queries.Count)] : null;
        if (golden.Expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(() => NearestNeighbors.FindBy(distance, queries, reference, k, excluded));
            return;
        }

        ScoredNeighbors found = NearestNeighbors.FindBy(distance, queries, reference, k, excluded);
        double[][] distances = GoldenCase.Matrix(golden.Expected.GetProperty("distances"));
        double[][] indices = GoldenCase.Matrix(golden.Expected.GetProperty("indices"));
        Assert.Equal((distances.Length, distances[0].Length), (found.QueryCount, found.NeighborCount));
        for (int query = 0; query < found.QueryCount; query++)
        {
            golden.AssertClose(distances[query], found.Values(query).ToArray(), $"distances of query {query}");
            Assert.Equal(indices[query], found.Indices(query).ToArray().Select(item => (double)item));
        }
    });
}
