using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>Reads the files in which NumPy keeps an array: <c>.npy</c>, versions 1 to 3.</summary>
/// <remarks>
/// <para>Numbers of the kinds f2, f4, f8, i1 to i8, u1 to u8 and b1 are read, in either byte order, of arrays with one or two dimensions in C or Fortran order.
/// Python objects and records are refused. Format: NumPy Enhancement Proposal 1.</para>
/// <para>The file must be exactly as long as its header says. At most four bytes (matrices) or eight (integers) are allocated for each number that is in the file.</para>
/// <para>To write such files: <see cref="NpyWriter"/>.</para>
/// </remarks>
public static class NpyFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Reads an array of numbers as single-precision values.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or has a value that is not finite in single precision.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpyMatrix ReadMatrix(string path)
    {
        using FileStream stream = Open(path);
        return ReadMatrix(stream, path);
    }

    /// <summary>Reads an array of whole numbers, <c>[n]</c> or <c>[n, 1]</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind or shape, or has a number beyond 64 bits with a sign.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long[] ReadIntegers(string path)
    {
        using FileStream stream = Open(path);
        return ReadIntegers(stream, path);
    }

    internal static NpyMatrix ReadMatrix(Stream seekable, string file)
    {
        NpyHeader header = NpyHeader.Read(seekable, file);
        long count = Count(header, file);
        var values = new float[count];
        int rows = header.Rows;
        int columns = header.Columns;
        bool byColumns = header.IsFortran && rows > 1 && columns > 1;
        ForEach(seekable, header, count, file, (number, i) =>
        {
            float value = (float)Real(number, header);
            if (!float.IsFinite(value))
            {
                throw NpyHeader.Error(file, header.DataOffset + (i * header.Size), "a finite value in single precision", FormattableString.Invariant($"{Real(number, header)}"));
            }

            values[byColumns ? ((i % rows) * columns) + (i / rows) : i] = value;
        });
        return new(rows, columns, values);
    }

    internal static long[] ReadIntegers(Stream seekable, string file)
    {
        NpyHeader header = NpyHeader.Read(seekable, file);
        if (header.Kind == 'f' || header.Columns != 1)
        {
            throw NpyHeader.Error(file, 0, "whole numbers of shape (n,) or (n, 1)", $"{header.Kind}{header.Size} of shape ({header.Rows}, {header.Columns})");
        }

        long count = Count(header, file);
        var values = new long[count];
        ForEach(seekable, header, count, file, (number, i) => values[i] = Integer(number, header)
            ?? throw NpyHeader.Error(file, header.DataOffset + (i * header.Size), $"a number of at most {long.MaxValue}", $"{BinaryPrimitives.ReadUInt64LittleEndian(number)}"));
        return values;
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    private static long Count(NpyHeader header, string file)
    {
        long count = (long)header.Rows * header.Columns;
        if (header.Columns < 1 || count > Array.MaxLength)
        {
            throw NpyHeader.Error(file, 0, $"one column or more and at most {Array.MaxLength} numbers", $"shape ({header.Rows}, {header.Columns})");
        }

        return count;
    }

    /// <summary>Hands out the bytes of each number, the lowest first, with its place.</summary>
    private static void ForEach(Stream stream, NpyHeader header, long count, string file, Action<Span<byte>, long> use)
    {
        var buffer = new byte[Math.Min(BufferSize, Math.Max(count * header.Size, 1))];
        stream.Position = header.DataOffset;
        int step = buffer.Length / header.Size;
        for (long done = 0; done < count; done += step)
        {
            int now = (int)Math.Min(step, count - done);
            Span<byte> bytes = buffer.AsSpan(0, now * header.Size);
            int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length)
            {
                throw NpyHeader.Error(file, stream.Position, $"{bytes.Length - got} more bytes", "the end of the file");
            }

            for (int i = 0; i < now; i++)
            {
                Span<byte> number = bytes.Slice(i * header.Size, header.Size);
                if (header.IsBigEndian)
                {
                    number.Reverse();
                }

                use(number, done + i);
            }
        }
    }

    private static double Real(Span<byte> number, NpyHeader header) => (header.Kind, header.Size) switch
    {
        ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(number),
        ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(number),
        ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(number),
        ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(number),
        _ => Integer(number, header)!.Value,
    };

    private static long? Integer(Span<byte> number, NpyHeader header) => (header.Kind, header.Size) switch
    {
        ('i', 1) => (sbyte)number[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(number),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(number),
        ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(number),
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(number),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(number),
        ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(number) is <= long.MaxValue and ulong small ? (long)small : null,
        ('b', _) => number[0] == 0 ? 0 : 1,
        _ => number[0],
    };
}
