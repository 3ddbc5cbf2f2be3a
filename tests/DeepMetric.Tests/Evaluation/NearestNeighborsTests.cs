using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation;

public sealed class NearestNeighborsTests
{
    [Fact]
    public void Equals_a_full_sort_in_double_with_ties()
    {
        int tied = 0;
        (from dimension in Gen.Int[1, 40]
         from spread in Gen.Int[0, 3]
         from queries in Gen.Int[0, spread].Select(value => (float)value).Array[dimension].Array[1, 70]
         from reference in Gen.Int[0, spread].Select(value => (float)value).Array[dimension].Array[1, 90]
         from k in Gen.Int[1, reference.Length]
         select (queries, reference, k)).Sample(
            sample =>
            {
                double[][] reference = [.. sample.reference.Select(row => Array.ConvertAll(row, value => (double)value))];
                NeighborTable singles = NearestNeighbors.Find(EmbeddingTable.FromRows(sample.queries), EmbeddingTable.FromRows(sample.reference), sample.k);
                NeighborTable doubles = NearestNeighbors.Find(EmbeddingTable.FromRows(sample.queries), EmbeddingTable.FromRows(reference), sample.k);
                for (int query = 0; query < sample.queries.Length; query++)
                {
                    double[] point = Array.ConvertAll(sample.queries[query], value => (double)value);
                    int[] order = RetrievalOracle.Rank(point, reference, -1)[..sample.k];
                    Assert.Equal(order, singles.Indices(query).ToArray());
                    Assert.Equal(order, doubles.Indices(query).ToArray());
                    Assert.Equal(order.Select(item => RetrievalOracle.SquaredDistance(point, reference[item])), singles.SquaredDistances(query).ToArray());
                    tied += RetrievalOracle.HasTies(point, reference, -1) ? 1 : 0;
                }
            },
            iter: 50,
            threads: 1);
        Assert.True(tied > 200, $"{tied} queries had ties");
    }

    /// <summary>Points so close together, far from the origin, that a float dot product can't tell them apart; huge and tiny ones, that overflow and vanish in float.</summary>
    [Theory]
    [InlineData(1000, 1e-3)]
    [InlineData(0, 1e25)]
    [InlineData(0, 1e-25)]
    [InlineData(1, 0.1)]
    public void Is_exact_where_float_is_not(double offset, double scale)
    {
        var random = new SeededRandom(21);
        float[][] rows = [.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, 21).Select(_ => (float)(offset + (scale * random.NextGaussian()))).ToArray())];
        double[][] exact = [.. rows.Select(row => Array.ConvertAll(row, value => (double)value))];
        var table = EmbeddingTable.FromRows(rows);
        NeighborTable found = NearestNeighbors.Find(table, table, 7, [.. Enumerable.Range(0, 300)]);
        for (int query = 0; query < rows.Length; query++)
        {
            Assert.Equal(RetrievalOracle.Rank(exact[query], exact, query)[..7], found.Indices(query).ToArray());
        }
    }

    [Fact]
    public void Refuses_more_neighbours_than_there_are()
    {
        var table = EmbeddingTable.FromFloats([1, 2, 3], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Find(table, table, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Find(table, table, 3, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Find(table, table, 2, [0, 1]));
        Assert.Throws<ArgumentException>(() => NearestNeighbors.Find(table, EmbeddingTable.FromFloats([1, 2], 2), 1));
    }
}
