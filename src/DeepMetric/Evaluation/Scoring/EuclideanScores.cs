using System.Buffers;

namespace DeepMetric.Evaluation.Scoring;

/// <summary>Euclidean distances, whose keys are their squares.</summary>
internal sealed class EuclideanScores(EmbeddingTable queries, EmbeddingTable reference) : PairScores(queries, reference)
{
    public override bool IsSimilarity => false;

    public override bool IsSymmetric => true;

    public override int Workers => -1;

    public override int QueriesAtOnce => 32;

    public override int ItemsAtOnce => 512;

    public override void OfBlock(int firstQuery, int queryCount, int firstItem, int itemCount, Span<double> keys)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(Queries.Dimension);
        Span<double> point = buffer.AsSpan(0, Queries.Dimension);
        for (int i = 0; i < queryCount; i++)
        {
            Queries.CopyRow(firstQuery + i, point);
            Reference.SquaredDistances(point, firstItem, keys.Slice(i * itemCount, itemCount));
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    public override void OfPairs(ReadOnlySpan<int> queryRows, ReadOnlySpan<int> items, Span<double> keys)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(Queries.Dimension);
        Span<double> point = buffer.AsSpan(0, Queries.Dimension);
        int copied = -1;
        for (int i = 0; i < keys.Length; i++)
        {
            if (queryRows[i] != copied)
            {
                copied = queryRows[i];
                Queries.CopyRow(copied, point);
            }

            Reference.SquaredDistances(point, items[i], keys.Slice(i, 1));
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    public override double Value(double key) => Math.Sqrt(key);
}
