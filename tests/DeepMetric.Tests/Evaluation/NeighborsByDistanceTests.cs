using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Evaluation;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation;

public sealed class NeighborsByDistanceTests
{
    [Fact]
    public void Equals_a_full_sort_with_ties_for_distances_and_similarities()
    {
        int tied = 0;
        (from dimension in Gen.Int[1, 6]
         from spread in Gen.Int[1, 3]
         from queries in Gen.Int[-spread, spread].Select(value => (float)value).Array[dimension].Array[1, 20]
         from reference in Gen.Int[-spread, spread].Select(value => (float)value).Array[dimension].Array[2, 30]
         from k in Gen.Int[1, reference.Length - 1]
         select (queries, reference, k)).Sample(
            sample =>
            {
                int[] excluded = [.. sample.queries.Select((_, i) => i % 3 == 0 ? -1 : i % sample.reference.Length)];
                foreach ((Distance distance, Func<float[], float[], double> value) in Kinds())
                {
                    ScoredNeighbors found = NearestNeighbors.FindBy(distance, EmbeddingTable.FromRows(sample.queries), EmbeddingTable.FromRows(sample.reference), sample.k, excluded);
                    Assert.Equal((sample.queries.Length, sample.k, distance.IsSimilarity), (found.QueryCount, found.NeighborCount, found.IsSimilarity));
                    for (int query = 0; query < sample.queries.Length; query++)
                    {
                        double[] values = [.. sample.reference.Select(row => value(sample.queries[query], row))];
                        double sign = distance.IsSimilarity ? -1 : 1;
                        int[] order = [.. Enumerable.Range(0, values.Length).Where(item => item != excluded[query]).OrderBy(item => sign * values[item]).ThenBy(item => item).Take(sample.k)];
                        Assert.Equal(order, found.Indices(query).ToArray());
                        Assert.Equal(order.Select(item => values[item]), found.Values(query).ToArray());
                        tied += order.Select(item => values[item]).Distinct().Count() < order.Length ? 1 : 0;
                    }
                }
            },
            iter: 40,
            threads: 1);
        Assert.True(tied > 200, $"{tied} queries had ties");
    }

    [Fact]
    public void Agrees_with_the_exact_search_over_more_items_than_fit_a_block()
    {
        var random = new SeededRandom(5);
        var table = EmbeddingTable.FromFloats([.. Enumerable.Range(0, 2500 * 6).Select(_ => (float)random.NextGaussian())], 6);
        int[] itself = [.. Enumerable.Range(0, 2500)];
        NeighborTable exact = NearestNeighbors.Find(table, table, 4, itself);
        ScoredNeighbors found = NearestNeighbors.FindBy(new LpDistance(normalize: false), table, table, 4, itself);
        for (int query = 0; query < 2500; query++)
        {
            Assert.Equal(exact.Indices(query).ToArray(), found.Indices(query).ToArray());
            Assert.Equal(Math.Sqrt(exact.SquaredDistance(query, 3)), found.Values(query)[3], 1e-12);
        }
    }

    [Fact]
    public void Refuses_more_neighbours_than_there_are()
    {
        var table = EmbeddingTable.FromFloats([1, 2, 3], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.FindBy(new CosineSimilarity(), table, table, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.FindBy(new CosineSimilarity(), table, table, 3, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => NearestNeighbors.FindBy(new CosineSimilarity(), table, table, 2, [0, 1]));
        Assert.Throws<ArgumentException>(() => NearestNeighbors.FindBy(new CosineSimilarity(), table, EmbeddingTable.FromFloats([1, 2], 2), 1));
    }

    private static (Distance Distance, Func<float[], float[], double> Value)[] Kinds() =>
    [
        (new LpDistance(p: 2, power: 2, normalize: false), (a, b) => a.Zip(b, (x, y) => (double)((x - y) * (x - y))).Sum()),
        (new LpDistance(p: 1, normalize: false), (a, b) => a.Zip(b, (x, y) => Math.Abs((double)(x - y))).Sum()),
        (new DotProductSimilarity(), (a, b) => a.Zip(b, (x, y) => (double)(x * y)).Sum()),
    ];
}
