using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>A float reference, packed for products, and how far they may err; shared by all threads.</summary>
internal sealed class ReferencePanels : IDisposable
{
    private readonly double[] _queryNorms;
    private readonly double _largestNorm;
    private readonly double _gamma;
    private readonly double _underflow;

    private ReferencePanels(EmbeddingTable reference, double[] queryNorms, double[] referenceNorms)
    {
        Rows = new PackedRows(reference.Floats, reference.Dimension, PanelTile.Columns);
        Norms = new float[Rows.Panels * PanelTile.Columns];
        for (int i = 0; i < referenceNorms.Length; i++)
        {
            Norms[i] = (float)referenceNorms[i];
        }

        _queryNorms = queryNorms;
        _largestNorm = referenceNorms.Max();
        _gamma = FloatDotBounds.Gamma(reference.Dimension);
        _underflow = FloatDotBounds.Underflow(reference.Dimension);
    }

    public PackedRows Rows { get; }

    /// <summary>|b|² of each row.</summary>
    public float[] Norms { get; }

    /// <summary>Packs a reference; null where the rows are not float, or so long that floats might overflow.</summary>
    public static ReferencePanels? Of(EmbeddingTable queries, EmbeddingTable reference)
    {
        if (!queries.IsFloat || !reference.IsFloat)
        {
            return null;
        }

        double[] referenceNorms = FloatDotBounds.SquaredNorms(reference);
        double[] queryNorms = ReferenceEquals(queries, reference) ? referenceNorms : FloatDotBounds.SquaredNorms(queries);
        return FloatDotBounds.IsSafe(referenceNorms) && FloatDotBounds.IsSafe(queryNorms) ? new ReferencePanels(reference, queryNorms, referenceNorms) : null;
    }

    /// <summary>By how much |b|² − 2 a·b in float may differ from the exact number, for one query and any row.</summary>
    public double ErrorOf(int query) => (_gamma * (_queryNorms[query] + _largestNorm)) + (4 * _underflow);

    public void Dispose() => Rows.Dispose();
}
