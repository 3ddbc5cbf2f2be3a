using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Reads the arrays of a MAT-file from their sub-elements: flags, dimensions, name, data.</summary>
internal static class MatArrayReader
{
    private const int DeepestNesting = 32;
    private const int MostFields = 4096;
    private const int TagLength = 8;
    private const uint ComplexFlag = 0x0800;
    private const uint LogicalFlag = 0x0200;

    // An array inside a cell or structure may be a bare tag without flags or dimensions: an empty one.
    private static readonly MatValue.Numeric _empty = new([0, 0], MatNumberClass.Double, isLogical: false, [], imaginary: null);

    private enum Kind : uint
    {
        Cell = 1,
        Struct = 2,
        Object = 3,
        Char = 4,
        Sparse = 5,
        Function = 16,
        Opaque = 17,
    }

    /// <summary>Reads a variable.</summary>
    /// <param name="cursor">The inside of its array element.</param>
    public static (string Name, MatValue Value) ReadVariable(MatCursor cursor) => Read(cursor, depth: 1);

    private static (string Name, MatValue Value) Read(MatCursor cursor, int depth)
    {
        MatElement flagsElement = cursor.ReadElement();
        cursor.Expect(flagsElement, MatType.UInt32, "the array's flags");
        if (flagsElement.Length != TagLength)
        {
            throw cursor.Error(flagsElement.TagAt, $"{TagLength} bytes of flags", $"{flagsElement.Length}");
        }

        uint flags = cursor.UInt32At(flagsElement.Start);
        uint kind = flags & 0xFF;
        if (SkippedName(kind) is string skipped)
        {
            return (ReadNameOfSkipped(cursor), new MatValue.Skipped(skipped));
        }

        (int[] dims, int count) = ReadDims(cursor);
        string name = ReadName(cursor, cursor.ReadElement());
        MatValue value = (Kind)kind switch
        {
            Kind.Cell => new MatValue.Cells(dims, ReadArrays(cursor, count, depth)),
            Kind.Struct => ReadStructs(cursor, dims, count, depth),
            Kind.Char => MatCharacters.Read(cursor, dims, count),
            _ => new MatValue.Numeric(
                dims, (MatNumberClass)kind, (flags & LogicalFlag) != 0, MatNumbers.Read(cursor, count), (flags & ComplexFlag) != 0 ? MatNumbers.Read(cursor, count) : null),
        };
        cursor.ExpectEnd();
        return (name, value);
    }

    private static string? SkippedName(uint kind) => kind switch
    {
        (uint)Kind.Object => "object",
        (uint)Kind.Sparse => "sparse",
        (uint)Kind.Function => "function",
        (uint)Kind.Opaque => "opaque",
        (uint)Kind.Cell or (uint)Kind.Struct or (uint)Kind.Char or (>= (uint)MatNumberClass.Double and <= (uint)MatNumberClass.UInt64) => null,
        _ => $"unknown class {kind}",
    };

    private static (int[] Dims, int Count) ReadDims(MatCursor cursor)
    {
        MatElement element = cursor.ReadElement();
        ExpectInt32(cursor, element, "the array's dimensions");
        if (element.Length < 2 * sizeof(int) || element.Length % sizeof(int) != 0)
        {
            throw cursor.Error(element.TagAt, "two or more dimensions of 4 bytes", $"{element.Length} bytes");
        }

        var dims = new int[element.Length / sizeof(int)];
        bool isEmpty = false;
        long product = 1;
        for (int i = 0; i < dims.Length; i++)
        {
            int at = element.Start + (i * sizeof(int));
            dims[i] = (int)cursor.UInt32At(at);
            if (dims[i] < 0)
            {
                throw cursor.Error(at, "a dimension of 0 or more", $"{dims[i]}");
            }

            isEmpty |= dims[i] == 0;
            product = Math.Min(product * Math.Max(1, dims[i]), long.MaxValue >> 32);
        }

        // No content can fill more; structures without fields would need no content at all.
        return isEmpty || product <= Array.MaxLength
            ? (dims, isEmpty ? 0 : (int)product)
            : throw cursor.Error(element.Start, $"at most {Array.MaxLength} elements in the array", $"dimensions {string.Join('x', dims.Take(8))}{(dims.Length > 8 ? "x…" : "")}");
    }

    // Some writers say unsigned where the format says signed; numbers that would differ are refused as negative.
    private static void ExpectInt32(MatCursor cursor, MatElement element, string what)
    {
        if (element.Type != MatType.UInt32)
        {
            cursor.Expect(element, MatType.Int32, what);
        }
    }

    private static string ReadName(MatCursor cursor, MatElement element)
    {
        if (element.Type is not (MatType.Int8 or MatType.UInt8 or MatType.Utf8))
        {
            throw cursor.Error(element.TagAt, $"a name (type {(uint)MatType.Int8})", $"type {(uint)element.Type}");
        }

        ReadOnlySpan<byte> bytes = cursor.Data(element);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The name of an array that is not read: its first element of bytes, after the dimensions if it has any.</summary>
    private static string ReadNameOfSkipped(MatCursor cursor)
    {
        MatElement element = cursor.ReadElement();
        return ReadName(cursor, element.Type is MatType.Int32 or MatType.UInt32 ? cursor.ReadElement() : element);
    }

    private static MatValue.Structs ReadStructs(MatCursor cursor, int[] dims, int count, int depth)
    {
        MatElement lengthElement = cursor.ReadElement();
        ExpectInt32(cursor, lengthElement, "the length of the field names");
        int width = lengthElement.Length == sizeof(int) ? (int)cursor.UInt32At(lengthElement.Start) : 0;
        if (width < 1)
        {
            throw cursor.Error(lengthElement.Start, "a length of the field names of 1 or more in 4 bytes", lengthElement.Length == sizeof(int) ? $"{width}" : $"{lengthElement.Length} bytes");
        }

        MatElement namesElement = cursor.ReadElement();
        cursor.Expect(namesElement, MatType.Int8, "the field names");
        int fields = namesElement.Length / width;
        if (namesElement.Length % width != 0 || fields > MostFields)
        {
            throw cursor.Error(namesElement.TagAt, $"at most {MostFields} field names of {width} bytes", $"{namesElement.Length} bytes");
        }

        var names = new List<string>(fields);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < fields; i++)
        {
            string name = ReadName(cursor, namesElement with { Start = namesElement.Start + (i * width), Length = width });
            if (name.Length == 0 || !seen.Add(name))
            {
                throw cursor.Error(namesElement.Start + (i * width), "a field name of its own", name.Length == 0 ? "an empty one" : $"a second {name}");
            }

            names.Add(name);
        }

        return new(dims, names, ReadArrays(cursor, (long)count * fields, depth));
    }

    private static MatValue[] ReadArrays(MatCursor cursor, long count, int depth)
    {
        if (count * TagLength > cursor.Remaining)
        {
            throw cursor.Error(cursor.Position, $"{count} arrays of {TagLength} bytes or more", $"{cursor.Remaining} bytes");
        }

        if (count > 0 && depth == DeepestNesting)
        {
            throw cursor.Error(cursor.Position, $"arrays nested at most {DeepestNesting} deep", "deeper ones");
        }

        var values = new MatValue[count];
        for (int i = 0; i < values.Length; i++)
        {
            MatElement element = cursor.ReadElement();
            cursor.Expect(element, MatType.Matrix, "an array");
            values[i] = element.Length == 0 ? _empty : Read(cursor.Inside(element), depth + 1).Value;
        }

        return values;
    }
}
