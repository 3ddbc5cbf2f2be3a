using CsCheck;
using DeepMetric.Evaluation;

namespace DeepMetric.Tests.Evaluation;

public sealed class EmbeddingTableTests
{
    [Fact]
    public void Measures_as_a_loop_in_double() => (
        from dimension in Gen.Int[1, 50]
        from a in Gen.Float[-100, 100].Array[dimension]
        from b in Gen.Float[-100, 100].Array[dimension]
        select (a, b)).Sample(
        pair =>
        {
            double[] a = Array.ConvertAll(pair.a, value => (double)value);
            double[] b = Array.ConvertAll(pair.b, value => (double)value);
            double expected = RetrievalOracle.SquaredDistance(a, b);
            foreach (EmbeddingTable table in new[] { EmbeddingTable.FromRows([pair.a, pair.b]), EmbeddingTable.FromRows([a, b]) })
            {
                Assert.InRange(table.SquaredDistance(0, table, 1), expected * (1 - 1e-13), expected * (1 + 1e-13));
                Assert.Equal(table.SquaredDistance(0, table, 1), table.SquaredDistance(1, table, 0));
                Assert.Equal(0, table.SquaredDistance(1, table, 1));
            }
        },
        threads: 1);

    [Fact]
    public void Normalises_rows_to_length_1_whatever_their_size()
    {
        EmbeddingTable table = EmbeddingTable.FromDoubles([3, 4, 0, 0, -3e200, 4e200, 3e-9, 4e-9], 2).Normalized();
        double[] expected = [0.6, 0.8, 0, 0, -0.6, 0.8, 0.6, 0.8];
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(expected[i], table[i / 2, i % 2], 15));
        Assert.True(EmbeddingTable.FromFloats([3, 4], 2).Normalized().IsFloat);
        Assert.Equal(0.6f, EmbeddingTable.FromFloats([3, 4], 2).Normalized()[0, 0]);
    }

    [Fact]
    public void Keeps_its_numbers_when_the_source_changes()
    {
        float[] source = [1, 2, 3, 4];
        var table = EmbeddingTable.FromFloats(source, 2);
        source[0] = 9;
        Assert.Equal((2, 2, 1.0), (table.Count, table.Dimension, table[0, 0]));
        EmbeddingTable taken = table.Take([1, 1, 0]);
        Assert.Equal([3, 3, 1], Enumerable.Range(0, 3).Select(row => taken[row, 0]));
    }

    [Fact]
    public void Names_what_is_wrong()
    {
        string Message(Action create) => Assert.ThrowsAny<ArgumentException>(create).Message;
        Assert.Contains("row 1, column 0", Message(() => EmbeddingTable.FromFloats([1, 2, float.NaN, 4], 2)), StringComparison.Ordinal);
        Assert.Contains("row 0, column 1", Message(() => EmbeddingTable.FromDoubles([1, double.PositiveInfinity], 2)), StringComparison.Ordinal);
        Assert.Contains("found 3 numbers", Message(() => EmbeddingTable.FromFloats([1, 2, 3], 2)), StringComparison.Ordinal);
        Assert.Contains("found 0 numbers", Message(() => EmbeddingTable.FromFloats([], 2)), StringComparison.Ordinal);
        Assert.Contains("found 1 in row 1", Message(() => EmbeddingTable.FromRows([[1.0, 2.0], [3.0]])), StringComparison.Ordinal);
        Assert.Contains("found 0", Message(() => EmbeddingTable.FromFloats([1], 0)), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingTable.FromFloats([1], 1)[1, 0]);
    }
}
