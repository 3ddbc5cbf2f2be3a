using System.Numerics;
using System.Runtime.Intrinsics;
using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>Rules out far rows by float dot products, never one that might be near enough.</summary>
/// <remarks>
/// |a - b|² = |a|² + |b|² - 2 a·b, and a float dot product of depth p (its longest chain of roundings) errs by at most
/// γ |a| |b| ≤ γ (|a|² + |b|²) / 2, γ = p u / (1 - p u), u = 2^-24. Hence |a - b|² &lt; w only if (a·b in float) - (1 - γ)|b|²/2 > ((1 - γ)|a|² - w) / 2,
/// less what underflow may lose. Both sides are rounded so that a row is rather kept.
/// Reference: Higham, "Accuracy and Stability of Numerical Algorithms", chapter 3.
/// </remarks>
internal sealed unsafe class NeighborPruning : IDisposable
{
    private readonly EmbeddingTable _queries;
    private readonly PackedRows _reference;
    private readonly double[] _queryNorms;

    // The lower bounds of |b|²/2; beyond the last row infinity, which rules out.
    private readonly float[] _halfNorms;

    private NeighborPruning(EmbeddingTable queries, EmbeddingTable reference, double[] queryNorms, double[] referenceNorms)
    {
        _queries = queries;
        double keep = FloatDotBounds.Keep(queries.Dimension);
        double underflow = FloatDotBounds.Underflow(queries.Dimension);
        _queryNorms = new double[queryNorms.Length];
        for (int i = 0; i < _queryNorms.Length; i++)
        {
            _queryNorms[i] = (queryNorms[i] * keep) - underflow;
        }

        _reference = new PackedRows(reference.Floats, reference.Dimension, PanelTile.Columns);
        _halfNorms = new float[_reference.Panels * PanelTile.Columns];
        Array.Fill(_halfNorms, float.PositiveInfinity);
        for (int i = 0; i < referenceNorms.Length; i++)
        {
            _halfNorms[i] = FloatDotBounds.AtMost(((referenceNorms[i] * keep) - underflow) / 2);
        }
    }

    /// <summary>Prepares a search; null where the rows are not float, or so long that floats might overflow.</summary>
    public static NeighborPruning? Of(EmbeddingTable queries, EmbeddingTable reference)
    {
        if (!queries.IsFloat || !reference.IsFloat)
        {
            return null;
        }

        double[] queryNorms = FloatDotBounds.SquaredNorms(queries);
        double[] referenceNorms = ReferenceEquals(queries, reference) ? queryNorms : FloatDotBounds.SquaredNorms(reference);
        return FloatDotBounds.IsSafe(queryNorms) && FloatDotBounds.IsSafe(referenceNorms) ? new NeighborPruning(queries, reference, queryNorms, referenceNorms) : null;
    }

    /// <summary>Offers every row that is not ruled out to the queries of a block.</summary>
    /// <param name="search">The block.</param>
    /// <param name="queries">Room for the block's queries, packed.</param>
    public void Search(NeighborSearch search, PackedRows queries)
    {
        int count = search.Last - search.First;
        queries.Pack(_queries.Floats, search.First, count);
        Span<float> bounds = stackalloc float[count];
        bounds.Fill(float.NegativeInfinity);
        float* products = stackalloc float[PanelTile.Rows * PanelTile.Columns];
        for (int panel = 0; panel < _reference.Panels; panel++)
        {
            for (int first = 0; first < count; first += PanelTile.Rows)
            {
                PanelTile.Products(queries.Panel(first / PanelTile.Rows), _reference.Panel(panel), _queries.Dimension, products, PanelTile.Columns);
                int rows = Math.Min(PanelTile.Rows, count - first);
                for (int i = 0; i < rows; i++)
                {
                    Scan(search, search.First + first + i, panel * PanelTile.Columns, products + (i * PanelTile.Columns), ref bounds[first + i]);
                }
            }
        }
    }

    public void Dispose() => _reference.Dispose();

    /// <summary>Measures what one query's products with a panel do not rule out, and lowers the bound accordingly.</summary>
    private void Scan(NeighborSearch search, int query, int item, float* products, ref float bound)
    {
        fixed (float* halfNorms = &_halfNorms[item])
        {
            ulong kept = 0;
            for (int i = 0; i < PanelTile.Columns; i += 16)
            {
                Vector512<float> gap = Vector512.Load(products + i) - Vector512.Load(halfNorms + i);
                kept |= Vector512.GreaterThan(gap, Vector512.Create(bound)).ExtractMostSignificantBits() << i;
            }

            if (kept == 0)
            {
                return;
            }

            for (; kept != 0; kept &= kept - 1)
            {
                int column = BitOperations.TrailingZeroCount(kept);
                if (item + column < _reference.Count && products[column] - halfNorms[column] > bound)
                {
                    search.Measure(query, item + column);
                    bound = FloatDotBounds.AtMost((_queryNorms[query] - search.Worst(query)) / 2);
                }
            }
        }
    }
}
