using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation;

/// <summary>Ranks of float rows down to a depth, which are found among a few gathered rows, against the same rows in double, of which all are ranked.</summary>
public sealed class NearestRankingTests
{
    private static readonly Gen<Shape> s_shapes =
        from queries in Gen.Int[60, 400]
        from others in Gen.Int[0, 300]
        from classes in Gen.Int[8, 60]
        from dimension in Gen.Int[1, 70]
        from steps in Gen.OneOf(Gen.Const(0), Gen.Int[1, 6])
        from spread in Gen.Double[0, 2]
        from seed in Gen.ULong[1, 1000]
        select new Shape(queries, others, classes, dimension, steps, spread, seed);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void They_are_those_of_ranking_everything_in_double(bool byFunction)
    {
        long compared = 0;
        s_shapes.Sample(
            shape =>
            {
                (float[] rows, int[] labels) = Draw(shape);
                foreach (RetrievalDepth depth in (RetrievalDepth[])[RetrievalDepth.LargestClass, RetrievalDepth.Nearest(1), RetrievalDepth.Nearest(10)])
                {
                    RetrievalResult narrow = Evaluate(shape, EmbeddingTable.FromFloats(rows, shape.Dimension), labels, depth, byFunction);
                    RetrievalResult wide = Evaluate(shape, EmbeddingTable.FromDoubles([.. rows.Select(value => (double)value)], shape.Dimension), labels, depth, byFunction);
                    Assert.Equal((wide.QueryCount, wide.LeftOutCount, wide.Depth), (narrow.QueryCount, narrow.LeftOutCount, narrow.Depth));
                    foreach ((QueryRetrieval expected, QueryRetrieval found) in wide.PerQuery.Zip(narrow.PerQuery))
                    {
                        Assert.Equal((expected.Query, expected.RelevantCount, expected.FirstRelevantRank), (found.Query, found.RelevantCount, found.FirstRelevantRank));
                        Assert.Equal(expected.Metrics.MeanAveragePrecision, found.Metrics.MeanAveragePrecision);
                        Assert.Equal(expected.Metrics.MeanAveragePrecisionAtR, found.Metrics.MeanAveragePrecisionAtR);
                        Assert.Equal(expected.Metrics.Ndcg, found.Metrics.Ndcg);
                        Assert.Equal(expected.Metrics.Recall, found.Metrics.Recall);
                        compared += expected.Metrics.MeanAveragePrecision > 0 ? 1 : 0;
                    }
                }
            },
            iter: 40,
            threads: 1);
        Assert.True(compared > 1000, $"only {compared} queries found something");
    }

    private static RetrievalResult Evaluate(Shape shape, EmbeddingTable table, int[] labels, RetrievalDepth depth, bool byFunction)
    {
        int[] queries = [.. Enumerable.Range(0, shape.Queries)];
        bool alone = shape.Others == 0;
        var query = alone
            ? new RetrievalQuery(table, labels)
            : new RetrievalQuery(table.Take(queries), labels[..shape.Queries], table, labels) { ReferenceIncludesQueries = shape.Seed % 2 == 0 };
        return Retrieval.Evaluate(query with { Depth = depth, KeepsQueries = true, Relevance = byFunction ? (row, item) => labels[row] == labels[item] || item % 17 == row % 17 : null });
    }

    /// <summary>Rows around a centre for each class; on a grid of a few steps there are many equal distances.</summary>
    private static (float[] Rows, int[] Labels) Draw(Shape shape)
    {
        var random = new SeededRandom(shape.Seed);
        int count = shape.Queries + shape.Others;
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextInt(shape.Classes))];
        double[] centres = [.. Enumerable.Range(0, shape.Classes * shape.Dimension).Select(_ => shape.Spread * random.NextGaussian())];
        float[] rows = new float[count * shape.Dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            double value = centres[(labels[i / shape.Dimension] * shape.Dimension) + (i % shape.Dimension)] + random.NextGaussian();
            rows[i] = (float)(shape.Steps > 0 ? Math.Round(value * shape.Steps) : value);
        }

        return (rows, labels);
    }

    private sealed record Shape(int Queries, int Others, int Classes, int Dimension, int Steps, double Spread, ulong Seed);
}
