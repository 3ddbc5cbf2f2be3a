namespace DeepMetric.Evaluation;

/// <summary>Embeddings as plain numbers: a row-major table <c>[n, d]</c> of float or double, finite and never changed.</summary>
/// <remarks>
/// Distances between rows are summed in double whatever the rows are stored in, so that they are exact for whole numbers and equal rows always
/// tie. The last bit of a distance may differ between processors of different vector widths.
/// </remarks>
public sealed class EmbeddingTable
{
    /// <summary>A row shorter than this is not stretched to length 1.</summary>
    private const double ShortestNorm = 1e-12;

    private readonly float[]? _floats;
    private readonly double[]? _doubles;

    private EmbeddingTable(float[]? floats, double[]? doubles, int count, int dimension)
    {
        _floats = floats;
        _doubles = doubles;
        Count = count;
        Dimension = dimension;
    }

    /// <summary>How many rows there are, n.</summary>
    public int Count { get; }

    /// <summary>How many numbers a row has, d.</summary>
    public int Dimension { get; }

    /// <summary>Whether the rows are stored as float; otherwise as double.</summary>
    public bool IsFloat => _floats is not null;

    internal ReadOnlySpan<float> Floats => _floats;

    internal ReadOnlySpan<double> Doubles => _doubles;

    /// <summary>One number.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public double this[int row, int column]
    {
        get
        {
            RequireRow(row);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Dimension);
            int at = (row * Dimension) + column;
            return _floats is not null ? _floats[at] : _doubles![at];
        }
    }

    /// <summary>Makes a table of float rows; the numbers are copied.</summary>
    /// <param name="values">Row after row, <c>[n · d]</c>.</param>
    /// <param name="dimension">How many numbers a row has, d.</param>
    /// <exception cref="ArgumentException">The numbers don't fill whole rows, there is no row, or a number isn't finite.</exception>
    public static EmbeddingTable FromFloats(ReadOnlySpan<float> values, int dimension)
    {
        int count = CountRows(values.Length, dimension);
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw NotFinite(i, dimension, values[i]);
            }
        }

        return new EmbeddingTable(values.ToArray(), null, count, dimension);
    }

    /// <summary>Makes a table of double rows; the numbers are copied.</summary>
    /// <param name="values">Row after row, <c>[n · d]</c>.</param>
    /// <param name="dimension">How many numbers a row has, d.</param>
    /// <exception cref="ArgumentException">The numbers don't fill whole rows, there is no row, or a number isn't finite.</exception>
    public static EmbeddingTable FromDoubles(ReadOnlySpan<double> values, int dimension)
    {
        int count = CountRows(values.Length, dimension);
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw NotFinite(i, dimension, values[i]);
            }
        }

        return new EmbeddingTable(null, values.ToArray(), count, dimension);
    }

    /// <summary>Makes a table of float rows.</summary>
    /// <param name="rows">n rows of equal length; copied.</param>
    /// <exception cref="ArgumentException">No rows, rows of different lengths, or a number that isn't finite.</exception>
    public static EmbeddingTable FromRows(IReadOnlyList<float[]> rows) => FromFloats(Flatten(rows), rows[0].Length);

    /// <summary>Makes a table of double rows.</summary>
    /// <param name="rows">n rows of equal length; copied.</param>
    /// <exception cref="ArgumentException">No rows, rows of different lengths, or a number that isn't finite.</exception>
    public static EmbeddingTable FromRows(IReadOnlyList<double[]> rows) => FromDoubles(Flatten(rows), rows[0].Length);

    /// <summary>Copies a row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="destination">Where it goes, <c>[d]</c> or longer.</param>
    /// <exception cref="ArgumentException">There is no such row, or the destination is too short.</exception>
    public void CopyRow(int row, Span<double> destination)
    {
        RequireRow(row);
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"Expected room for {Dimension} numbers; found {destination.Length}.", nameof(destination));
        }

        if (_floats is null)
        {
            Doubles.Slice(row * Dimension, Dimension).CopyTo(destination);
            return;
        }

        VectorKernel.Widen(Floats.Slice(row * Dimension, Dimension), destination);
    }

    /// <summary>The squared Euclidean distance of two rows, summed in double.</summary>
    /// <param name="row">A row of this table.</param>
    /// <param name="other">The other table, of the same dimension.</param>
    /// <param name="otherRow">A row of the other table.</param>
    /// <exception cref="ArgumentException">There is no such row, or the dimensions differ.</exception>
    public double SquaredDistance(int row, EmbeddingTable other, int otherRow)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireDimension(other, nameof(other));
        other.RequireRow(otherRow);
        var values = new double[Dimension];
        CopyRow(row, values);
        var distance = new double[1];
        other.SquaredDistances(values, otherRow, distance);
        return distance[0];
    }

    /// <summary>A copy whose rows have length 1; a row of zeros (shorter than 1e-12) stays as it is.</summary>
    public EmbeddingTable Normalized()
    {
        var values = new double[_doubles is null ? 0 : _doubles.Length];
        var singles = new float[_floats is null ? 0 : _floats.Length];
        var row = new double[Dimension];
        for (int i = 0; i < Count; i++)
        {
            CopyRow(i, row);
            double scale = ScaleToUnitLength(row);
            for (int j = 0; j < Dimension; j++)
            {
                double value = row[j] * scale;
                int at = (i * Dimension) + j;
                if (_floats is not null)
                {
                    singles[at] = (float)value;
                }
                else
                {
                    values[at] = value;
                }
            }
        }

        return new EmbeddingTable(_floats is null ? null : singles, _doubles is null ? null : values, Count, Dimension);
    }

    /// <summary>A table of some of the rows.</summary>
    /// <param name="rows">Which rows, in the order wanted; repeats are allowed.</param>
    /// <exception cref="ArgumentException">No rows, or there is no such row.</exception>
    public EmbeddingTable Take(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int count = CountRows(checked(rows.Count * Dimension), Dimension);
        float[]? floats = _floats is null ? null : new float[count * Dimension];
        double[]? doubles = _doubles is null ? null : new double[count * Dimension];
        for (int i = 0; i < count; i++)
        {
            RequireRow(rows[i]);
            _floats?.AsSpan(rows[i] * Dimension, Dimension).CopyTo(floats.AsSpan(i * Dimension));
            _doubles?.AsSpan(rows[i] * Dimension, Dimension).CopyTo(doubles.AsSpan(i * Dimension));
        }

        return new EmbeddingTable(floats, doubles, count, Dimension);
    }

    /// <summary>The squared distances of one point to consecutive rows, as many as there is room for.</summary>
    internal void SquaredDistances(ReadOnlySpan<double> point, int firstRow, Span<double> distances)
    {
        if (_floats is not null)
        {
            SquaredDistanceKernel.Fill(point, Floats.Slice(firstRow * Dimension, distances.Length * Dimension), distances);
        }
        else
        {
            SquaredDistanceKernel.Fill(point, Doubles.Slice(firstRow * Dimension, distances.Length * Dimension), distances);
        }
    }

    internal void RequireDimension(EmbeddingTable other, string name)
    {
        if (other.Dimension != Dimension)
        {
            throw new ArgumentException($"Expected rows of {Dimension} numbers, as in the other table; found [{other.Count}, {other.Dimension}].", name);
        }
    }

    internal void RequireLabels(int[] labels, string name)
    {
        ArgumentNullException.ThrowIfNull(labels, name);
        if (labels.Length != Count)
        {
            throw new ArgumentException($"Expected {Count} labels, one for each row of [{Count}, {Dimension}]; found {labels.Length}.", name);
        }
    }

    private static double ScaleToUnitLength(double[] row)
    {
        // Scaled by the largest entry first, so that squares neither overflow nor vanish.
        double largest = row.Max(Math.Abs);
        if (largest == 0)
        {
            return 1;
        }

        double sum = row.Sum(value => value / largest * (value / largest));
        double norm = largest * Math.Sqrt(sum);
        return norm < ShortestNorm ? 1 : 1 / norm;
    }

    private static T[] Flatten<T>(IReadOnlyList<T[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            throw new ArgumentException("Expected at least 1 row; found none.", nameof(rows));
        }

        int dimension = rows[0].Length;
        var values = new T[checked(rows.Count * dimension)];
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != dimension)
            {
                throw new ArgumentException($"Expected rows of {dimension} numbers, as row 0; found {rows[i].Length} in row {i}.", nameof(rows));
            }

            rows[i].CopyTo(values, i * dimension);
        }

        return values;
    }

    private static int CountRows(int length, int dimension)
    {
        if (dimension < 1)
        {
            throw new ArgumentException($"Expected a dimension of at least 1; found {dimension}.", nameof(dimension));
        }

        return length > 0 && length % dimension == 0
            ? length / dimension
            : throw new ArgumentException($"Expected at least one row of {dimension} numbers and only whole rows; found {length} numbers.");
    }

    private static ArgumentException NotFinite(int at, int dimension, double value) =>
        new(FormattableString.Invariant($"Expected finite numbers; found {value} in row {at / dimension}, column {at % dimension}."));

    private void RequireRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
    }
}
