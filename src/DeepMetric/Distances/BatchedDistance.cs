using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>Visits a matrix of distances some rows at a time, so that the whole is never held.</summary>
/// <remarks>The same numbers as <see cref="Distance.Matrix"/>, up to the rounding of a matrix product in parts.</remarks>
public sealed class BatchedDistance
{
    /// <summary>Sets distance and size.</summary>
    /// <param name="distance">The distance.</param>
    /// <param name="rowsPerBlock">Rows at a time, at least 1.</param>
    public BatchedDistance(Distance distance, int rowsPerBlock = 1024)
    {
        ArgumentNullException.ThrowIfNull(distance);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerBlock, 1);
        Distance = distance;
        RowsPerBlock = rowsPerBlock;
    }

    /// <summary>The distance.</summary>
    public Distance Distance { get; }

    /// <summary>Rows at a time.</summary>
    public int RowsPerBlock { get; }

    /// <summary>Visits the blocks in order.</summary>
    /// <param name="query"><c>[n, d]</c>.</param>
    /// <param name="reference"><c>[m, d]</c>; may be the query itself.</param>
    /// <param name="visit">Called with each block, <c>[rows, m]</c>, and its first row; the block is disposed of afterwards, unless it is moved out of the dispose scope.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void ForEachBlock(Tensor query, Tensor reference, Action<Tensor, int> visit)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(visit);
        if (query.dim() != 2 || reference.dim() != 2 || query.shape[1] != reference.shape[1])
        {
            throw new ArgumentException(
                $"Expected query [n, d] and reference [m, d], found [{string.Join(", ", query.shape)}] and [{string.Join(", ", reference.shape)}].", nameof(reference));
        }

        using var scope = NewDisposeScope();
        Tensor x = Distance.Prepared(query);
        Tensor y = ReferenceEquals(query, reference) ? x : Distance.Prepared(reference);
        for (int first = 0; first < x.shape[0]; first += RowsPerBlock)
        {
            using var block = NewDisposeScope();
            visit(Distance.MatrixOfPrepared(x.narrow(0, first, Math.Min(RowsPerBlock, x.shape[0] - first)), y), first);
        }
    }
}
