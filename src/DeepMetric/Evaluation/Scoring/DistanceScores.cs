using System.Runtime.InteropServices;
using DeepMetric.Distances;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Evaluation.Scoring;

/// <summary>Any distance, computed by it in double on the CPU, block by block.</summary>
/// <remarks>A distance that multiplies matrices may round one pair differently from block to block, in the last bit.</remarks>
internal sealed class DistanceScores(EmbeddingTable queries, EmbeddingTable reference, Distance distance) : PairScores(queries, reference)
{
    // Pairs that have no query in common stand on the diagonal of such a block; larger ones waste more.
    private const int Diagonal = 64;

    public override bool IsSimilarity => distance.IsSimilarity;

    public override bool IsSymmetric => distance.IsSymmetric;

    // The library has its own threads.
    public override int Workers => 1;

    public override int QueriesAtOnce => 256;

    public override int ItemsAtOnce => 2048;

    public override void OfBlock(int firstQuery, int queryCount, int firstItem, int itemCount, Span<double> keys)
    {
        using var scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Read(
            Consecutive(Queries, firstQuery, queryCount),
            Consecutive(Reference, firstItem, itemCount),
            keys[..(queryCount * itemCount)],
            place => (firstQuery + (place / itemCount), firstItem + (place % itemCount)));
    }

    public override void OfPairs(ReadOnlySpan<int> queryRows, ReadOnlySpan<int> items, Span<double> keys)
    {
        using IDisposable noGradient = no_grad();
        for (int first = 0; first < keys.Length;)
        {
            using var scope = NewDisposeScope();
            int query = queryRows[first];
            int end = first + 1;
            while (end < keys.Length && queryRows[end] == query && end - first < ItemsAtOnce)
            {
                end++;
            }

            if (end - first > 1)
            {
                int[] found = items[first..end].ToArray();
                Read(Listed(Queries, [query]), Listed(Reference, found), keys[first..end], place => (query, found[place]));
            }
            else
            {
                end = Math.Min(first + Diagonal, keys.Length);
                int[] rows = queryRows[first..end].ToArray();
                int[] found = items[first..end].ToArray();
                var block = new double[rows.Length * rows.Length];
                Read(Listed(Queries, rows), Listed(Reference, found), block, place => (rows[place / rows.Length], found[place % rows.Length]));
                for (int i = 0; i < rows.Length; i++)
                {
                    keys[first + i] = block[(i * rows.Length) + i];
                }
            }

            first = end;
        }
    }

    public override double Value(double key) => IsSimilarity ? -key : key;

    private static Tensor Consecutive(EmbeddingTable table, int first, int count)
    {
        var values = new double[count * table.Dimension];
        for (int i = 0; i < count; i++)
        {
            table.CopyRow(first + i, values.AsSpan(i * table.Dimension));
        }

        return tensor(values, [count, table.Dimension]);
    }

    private static Tensor Listed(EmbeddingTable table, int[] rows)
    {
        var values = new double[rows.Length * table.Dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            table.CopyRow(rows[i], values.AsSpan(i * table.Dimension));
        }

        return tensor(values, [rows.Length, table.Dimension]);
    }

    private void Read(Tensor x, Tensor y, Span<double> keys, Func<int, (int Query, int Item)> pairAt)
    {
        Tensor matrix = distance.Matrix(x, y);
        if (!matrix.shape.AsSpan().SequenceEqual([x.shape[0], y.shape[0]]))
        {
            throw new ArgumentException($"Expected distances [{x.shape[0]}, {y.shape[0]}]; found [{string.Join(", ", matrix.shape)}].");
        }

        MemoryMarshal.Cast<byte, double>(matrix.to(ScalarType.Float64).cpu().contiguous().bytes).CopyTo(keys);
        for (int i = 0; i < keys.Length; i++)
        {
            if (double.IsNaN(keys[i]))
            {
                (int query, int item) = pairAt(i);
                throw new ArgumentException($"Expected distances that are numbers; found NaN between query {query} and item {item}.");
            }

            keys[i] = IsSimilarity ? -keys[i] : keys[i];
        }
    }
}
