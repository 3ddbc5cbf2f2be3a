using DeepMetric.Kernels;
using DeepMetric.Sampling;

namespace DeepMetric.Evaluation;

/// <summary>A float reference, packed for products, and how far they may err; shared by all threads.</summary>
internal sealed class ReferencePanels : IDisposable
{
    private const int SampledShare = 32;
    private const int SmallestSample = 256;
    private const int LargestSample = 1024;
    private readonly Lazy<(PackedRows Rows, float[] Norms)> _sample;
    private readonly double[] _queryNorms;
    private readonly double _largestNorm;
    private readonly double _gamma;
    private readonly double _underflow;

    private ReferencePanels(EmbeddingTable reference, double[] queryNorms, double[] referenceNorms)
    {
        Rows = new PackedRows(reference.Floats, reference.Dimension, PanelTile.Columns);
        Norms = Filled(Rows, [.. referenceNorms.Select(norm => (float)norm)]);
        _sample = new Lazy<(PackedRows, float[])>(() =>
        {
            int[] sampled = SampledRows(reference.Count);
            var rows = new PackedRows(reference.Take(sampled).Floats, reference.Dimension, PanelTile.Columns);
            return (rows, Filled(rows, Array.ConvertAll(sampled, row => Norms[row])));
        });

        _queryNorms = queryNorms;
        _largestNorm = referenceNorms.Max();
        _gamma = FloatDotBounds.Gamma(reference.Dimension);
        _underflow = FloatDotBounds.Underflow(reference.Dimension);
    }

    public PackedRows Rows { get; }

    /// <summary>|b|² of each row; infinity behind the last one, which is near to nothing.</summary>
    public float[] Norms { get; }

    /// <summary>Rows drawn at random, each at most once.</summary>
    public PackedRows Sample => _sample.Value.Rows;

    /// <summary>|b|² of each row of the sample, and infinity behind.</summary>
    public float[] SampleNorms => _sample.Value.Norms;

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

    public void Dispose()
    {
        Rows.Dispose();
        if (_sample.IsValueCreated)
        {
            Sample.Dispose();
        }
    }

    private static float[] Filled(PackedRows rows, float[] norms)
    {
        float[] all = new float[rows.Panels * PanelTile.Columns];
        norms.CopyTo(all, 0);
        Array.Fill(all, float.PositiveInfinity, norms.Length, all.Length - norms.Length);
        return all;
    }

    /// <summary>The sample decides what is computed, never what comes of it.</summary>
    private static int[] SampledRows(int count)
    {
        int size = Math.Min(count, Math.Clamp(count / SampledShare, SmallestSample, LargestSample));
        var random = new SeededRandom(0);
        int[] rows = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < size; i++)
        {
            int other = i + random.NextInt(count - i);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }

        return rows[..size];
    }
}
