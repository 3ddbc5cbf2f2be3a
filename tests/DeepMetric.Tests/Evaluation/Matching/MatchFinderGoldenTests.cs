using System.Text.Json;
using DeepMetric.Distances;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Matching;
using DeepMetric.Tests.Golden;

namespace DeepMetric.Tests.Evaluation.Matching;

public sealed class MatchFinderGoldenTests
{
    private const string File = "inference.MatchFinder";

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), File, MemberType = typeof(GoldenFile))]
    public void Agrees_on_matches_of_all_pairs_and_of_single_ones(string id) => GoldenFile.Check(File, id, golden =>
    {
        JsonElement component = golden.Json.GetProperty("distance");
        double threshold = GoldenCase.FieldOf(golden.Json.GetProperty("params"), "threshold") is { } number ? GoldenCase.Number(number) : double.NaN;
        var queries = EmbeddingTable.FromRows(GoldenCase.Matrix(golden.Json.GetProperty("embeddings")));
        EmbeddingTable? reference = golden.Field("ref_embeddings") is { } rows ? EmbeddingTable.FromRows(GoldenCase.Matrix(rows)) : null;
        if (golden.Expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(() => new MatchFinder(threshold, GoldenComponents.Distance(component)).FindMatches(queries, reference ?? queries));
            return;
        }

        IReadOnlyList<Match> found = new MatchFinder(threshold, GoldenComponents.Distance(component)).FindMatches(queries, reference ?? queries);
        Assert.Equal(golden.Expected.GetProperty("tuples").EnumerateArray().Select(GoldenCase.Integers), found.Select(match => (int[])[match.Query, match.Item]));
        (int, int)[] inTable =
        [
            .. golden.Expected.GetProperty("matches").EnumerateArray().SelectMany((row, query) => row.EnumerateArray().Index().Where(cell => cell.Item.GetBoolean()).Select(cell => (query, cell.Index))),
        ];
        Assert.Equal(inTable, found.Select(match => (match.Query, match.Item)));
        if (golden.Expected.TryGetProperty("is_match", out JsonElement single))
        {
            bool[] expected = [.. single.EnumerateArray().Select(answer => answer.GetBoolean())];
            Assert.Equal(expected, new MatchFinder(threshold, AsForSinglePairs(component)).AreMatches(queries.Take([.. Enumerable.Range(0, expected.Length)]), Partners(queries, reference, expected.Length)));
        }
    });

    /// <summary>There a single pair is compared with the row of the same number, without a reference with the row before.</summary>
    private static EmbeddingTable Partners(EmbeddingTable queries, EmbeddingTable? reference, int count) => reference is not null
        ? reference.Take([.. Enumerable.Range(0, count)])
        : queries.Take([.. Enumerable.Range(0, count).Select(i => (i + count - 1) % count)]);

    /// <summary>The distance that single pairs are compared by there: neither normalised nor raised to the power.</summary>
    private static Distance AsForSinglePairs(JsonElement component) => GoldenComponents.Distance(component) switch
    {
        LpDistance lp => new LpDistance(lp.P, power: 1, normalize: false),
        CosineSimilarity or DotProductSimilarity => new DotProductSimilarity(normalize: false),
        SignalToNoiseDistance => new SignalToNoiseDistance(normalize: false),
        Distance other => throw new InvalidOperationException($"no form of {other} for single pairs"),
    };
}
