using System.Runtime.InteropServices;

namespace DeepMetric.Datasets;

/// <summary>Writes a <c>.npy</c> file row by row; the number of rows need not be known before the end.</summary>
/// <remarks>
/// Version 1.0, C order, lowest byte first. The file is written beside its place and gets its name in <see cref="Complete"/>;
/// disposing without it leaves nothing behind.
/// </remarks>
public sealed class NpyWriter : IDisposable
{
    private readonly AtomicFile _file;
    private readonly string _descr;
    private readonly int? _columns;
    private bool _isComplete;

    private NpyWriter(string path, string descr, int? columns)
    {
        _descr = descr;
        _columns = columns;
        _file = new(path);
        _file.Stream.Write(NpyHeader.Write(descr, 0, columns));
    }

    /// <summary>The number of rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Starts a file of vectors, <c>[n, d]</c> in single precision.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="columns">The numbers of each vector, d.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one column.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static NpyWriter ForVectors(string path, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return new(path, "<f4", columns);
    }

    /// <summary>Starts a file of whole numbers, <c>[n]</c> in 64 bits.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static NpyWriter ForIntegers(string path) => new(path, "<i8", columns: null);

    /// <summary>Writes one or more rows.</summary>
    /// <param name="values">Whole rows, one after another, <c>[k × d]</c>.</param>
    /// <exception cref="ArgumentException">The length is no multiple of d.</exception>
    /// <exception cref="InvalidOperationException">The file is one of whole numbers, or complete.</exception>
    public void Append(ReadOnlySpan<float> values)
    {
        Check(_columns is not null, "vectors");
        if (values.Length % _columns != 0)
        {
            throw new ArgumentException($"Expected whole rows of {_columns} values, found {values.Length} values.", nameof(values));
        }

        Write(values);
        Rows += values.Length / _columns!.Value;
    }

    /// <summary>Writes one or more whole numbers.</summary>
    /// <param name="values">The numbers, <c>[k]</c>.</param>
    /// <exception cref="InvalidOperationException">The file is one of vectors, or complete.</exception>
    public void Append(ReadOnlySpan<long> values)
    {
        Check(_columns is null, "whole numbers");
        Write(values);
        Rows += values.Length;
    }

    /// <summary>Writes the number of rows into the header, flushes to the disk and gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">The file is complete already.</exception>
    public void Complete()
    {
        Check(true, "");
        _file.Stream.Position = 0;
        _file.Stream.Write(NpyHeader.Write(_descr, Rows, _columns));
        _file.Commit();
        _isComplete = true;
    }

    /// <summary>Closes the file, and deletes it unless it is complete.</summary>
    public void Dispose() => _file.Dispose();

    private void Check(bool isOfThisKind, string what)
    {
        if (_isComplete || !isOfThisKind)
        {
            throw new InvalidOperationException(_isComplete ? "The file is complete." : $"The file does not hold {what}.");
        }
    }

    private void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (BitConverter.IsLittleEndian)
        {
            _file.Stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        for (int i = 0; i < bytes.Length; i += size)
        {
            bytes.AsSpan(i, size).Reverse();
        }

        _file.Stream.Write(bytes);
    }
}
