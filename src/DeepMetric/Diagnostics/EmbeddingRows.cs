namespace DeepMetric.Diagnostics;

/// <summary>Checked embeddings in double, one after the other.</summary>
internal sealed class EmbeddingRows
{
    /// <summary>The label of items that belong to no class.</summary>
    public const int OutlierLabel = -1;

    private EmbeddingRows(double[] values, int dimension)
    {
        Values = values;
        Dimension = dimension;
        Count = values.Length / dimension;
    }

    public double[] Values { get; }

    public int Dimension { get; }

    public int Count { get; }

    /// <summary>Copies rows of float; at least one row, all values finite.</summary>
    public static EmbeddingRows From(ReadOnlySpan<float> values, int dimension)
    {
        CheckShape(values.Length, dimension);
        double[] copy = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            copy[i] = values[i];
        }

        return Finite(copy, dimension);
    }

    /// <summary>Copies rows of double; at least one row, all values finite.</summary>
    public static EmbeddingRows From(ReadOnlySpan<double> values, int dimension)
    {
        CheckShape(values.Length, dimension);
        return Finite(values.ToArray(), dimension);
    }

    public ReadOnlySpan<double> Row(int index) => Values.AsSpan(index * Dimension, Dimension);

    /// <summary>Checks that there is one label per row.</summary>
    public void CheckLabels(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != Count)
        {
            throw new ArgumentException($"Expected {Count} labels, one per row of {Dimension} values, found {labels.Count}.", nameof(labels));
        }
    }

    /// <summary>Some of the rows, in the order asked for.</summary>
    public EmbeddingRows Select(ReadOnlySpan<int> rows)
    {
        double[] chosen = new double[rows.Length * Dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(chosen.AsSpan(i * Dimension));
        }

        return new EmbeddingRows(chosen, Dimension);
    }

    /// <summary>The rows divided by their L2 norm; a row of zeros stays as it is.</summary>
    public EmbeddingRows Normalized()
    {
        double[] unit = (double[])Values.Clone();
        for (int i = 0; i < Count; i++)
        {
            Normalize(unit.AsSpan(i * Dimension, Dimension));
        }

        return new EmbeddingRows(unit, Dimension);
    }

    /// <summary>The rows minus their mean; exactly 0 where all rows are equal.</summary>
    public EmbeddingRows Centred()
    {
        double[] centred = new double[Values.Length];
        double[] mean = new double[Dimension];
        for (int i = 0; i < Values.Length; i++)
        {
            centred[i] = Values[i] - Values[i % Dimension];
            mean[i % Dimension] += centred[i];
        }

        for (int i = 0; i < Values.Length; i++)
        {
            centred[i] -= mean[i % Dimension] / Count;
        }

        return new EmbeddingRows(centred, Dimension);
    }

    /// <summary>Divides a vector by its L2 norm, unless that is 0.</summary>
    public static void Normalize(Span<double> vector)
    {
        double squared = 0;
        foreach (double value in vector)
        {
            squared += value * value;
        }

        if (squared == 0)
        {
            return;
        }

        double norm = Math.Sqrt(squared);
        foreach (ref double value in vector)
        {
            value /= norm;
        }
    }

    private static void CheckShape(int length, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (length == 0 || length % dimension != 0)
        {
            throw new ArgumentException($"Expected rows of {dimension} values, at least one row, found {length} values.", nameof(length));
        }
    }

    private static EmbeddingRows Finite(double[] values, int dimension)
    {
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        return bad < 0
            ? new EmbeddingRows(values, dimension)
            : throw new ArgumentException($"Expected finite values, found {values[bad]} in row {bad / dimension}, column {bad % dimension}.", nameof(values));
    }
}
