namespace DeepMetric.Datasets;

/// <summary>The value of a variable of a MAT-file, or of an element of one of its cell or struct arrays.</summary>
/// <remarks>All arrays are stored column after column, as MATLAB has them: the first dimension varies fastest.</remarks>
public abstract record MatValue
{
    private MatValue(IReadOnlyList<int> dims) => Dims = dims;

    /// <summary>The size along each dimension, two or more of them; none for a <see cref="Skipped"/> value.</summary>
    public IReadOnlyList<int> Dims { get; }

    /// <summary>A word or two for errors, such as <c>a 1x3 double array</c>.</summary>
    public abstract string Description { get; }

    private protected string Size => string.Join('x', Dims);

    /// <summary>An array of numbers or of truth values.</summary>
    public sealed record Numeric : MatValue
    {
        internal Numeric(IReadOnlyList<int> dims, MatNumberClass numberClass, bool isLogical, double[] values, double[]? imaginary)
            : base(dims)
        {
            NumberClass = numberClass;
            IsLogical = isLogical;
            Values = values;
            Imaginary = imaginary;
        }

        /// <summary>The class the numbers have in MATLAB, however compactly the file stores them.</summary>
        public MatNumberClass NumberClass { get; }

        /// <summary>Whether the numbers are truth values.</summary>
        public bool IsLogical { get; }

        /// <summary>The numbers (of complex ones the real parts). Integers of 64 bits beyond ±2^53 are rounded to the nearest double.</summary>
        public double[] Values { get; }

        /// <summary>The imaginary parts; null for real numbers.</summary>
        public double[]? Imaginary { get; }

        /// <inheritdoc/>
        public override string Description => $"a {Size} {(IsLogical ? "logical" : NumberClass.ToString().ToLowerInvariant())} array";
    }

    /// <summary>An array of characters.</summary>
    public sealed record Text : MatValue
    {
        internal Text(IReadOnlyList<int> dims, IReadOnlyList<string> rows)
            : base(dims) => Rows = rows;

        /// <summary>The rows; an array of more than two dimensions has its pages side by side. None for an array without a character.</summary>
        public IReadOnlyList<string> Rows { get; }

        /// <summary>The rows, with line feeds between them.</summary>
        public string Content => string.Join('\n', Rows);

        /// <inheritdoc/>
        public override string Description => $"a {Size} char array";
    }

    /// <summary>An array of values of any kinds.</summary>
    public sealed record Cells : MatValue
    {
        internal Cells(IReadOnlyList<int> dims, IReadOnlyList<MatValue> values)
            : base(dims) => Values = values;

        /// <summary>The values.</summary>
        public IReadOnlyList<MatValue> Values { get; }

        /// <inheritdoc/>
        public override string Description => $"a {Size} cell array";
    }

    /// <summary>An array of structures that have the same fields.</summary>
    public sealed record Structs : MatValue
    {
        internal Structs(IReadOnlyList<int> dims, IReadOnlyList<string> fieldNames, IReadOnlyList<MatValue> values)
            : base(dims)
        {
            FieldNames = fieldNames;
            Values = values;
            Count = dims.Aggregate(1, (product, size) => product * size);
        }

        /// <summary>The number of structures, n.</summary>
        public int Count { get; }

        /// <summary>The names of the fields, in the order of the file.</summary>
        public IReadOnlyList<string> FieldNames { get; }

        /// <summary>The fields' values, structure after structure, <c>[n × fields]</c>.</summary>
        public IReadOnlyList<MatValue> Values { get; }

        /// <inheritdoc/>
        public override string Description => $"a {Size} struct array with the fields {string.Join(", ", FieldNames)}";

        /// <summary>The value of a field of one structure; null where there is no such field.</summary>
        /// <param name="structure">The place of the structure.</param>
        /// <param name="field">The field's name.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such structure.</exception>
        public MatValue? Field(int structure, string field)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(structure);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(structure, Count);
            for (int i = 0; i < FieldNames.Count; i++)
            {
                if (FieldNames[i] == field)
                {
                    return Values[(structure * FieldNames.Count) + i];
                }
            }

            return null;
        }
    }

    /// <summary>A value of a kind that is not read: a sparse array, a function, an object.</summary>
    public sealed record Skipped : MatValue
    {
        internal Skipped(string kind)
            : base([]) => Kind = kind;

        /// <summary>Its kind, such as <c>sparse</c> or <c>opaque</c>.</summary>
        public string Kind { get; }

        /// <inheritdoc/>
        public override string Description => $"a value of the kind {Kind}, which is not read";
    }
}
