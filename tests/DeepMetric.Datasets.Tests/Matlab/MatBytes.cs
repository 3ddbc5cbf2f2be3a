using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace DeepMetric.Datasets.Tests;

/// <summary>Writes MAT-files of level 5, and prints values so that they can be compared.</summary>
internal sealed record MatBytes
{
    /// <summary>Whether the high byte of a number comes first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>Whether each variable is compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether whole numbers are stored in the narrowest type that holds them, and data of up to 4 bytes in their tag.</summary>
    public bool IsCompact { get; init; } = true;

    /// <summary>How characters are stored.</summary>
    public MatType TextType { get; init; } = MatType.UInt16;

    public static MatValue.Numeric Number(double value) => Row(MatNumberClass.Double, value);

    public static MatValue.Numeric Row(MatNumberClass numberClass, params double[] values) => new([1, values.Length], numberClass, isLogical: false, values, imaginary: null);

    public static MatValue.Text Text(string text) => new([1, text.Length], text.Length == 0 ? [] : [text]);

    public static MatValue.Cells Names(params string[] names) => new([1, names.Length], [.. names.Select(Text)]);

    public static MatValue.Structs Structs(string[] fields, params MatValue[][] structures) => new([1, structures.Length], fields, [.. structures.SelectMany(values => values)]);

    /// <summary>Everything a value says, as text.</summary>
    public static string Print(MatValue value) => value switch
    {
        MatValue.Numeric numbers => $"{numbers.Description}{(numbers.IsLogical ? numbers.NumberClass : "")}[{Join(numbers.Values)}]{(numbers.Imaginary is double[] parts ? $"+i[{Join(parts)}]" : "")}",
        MatValue.Text text => $"{text.Description}[{string.Join('|', text.Rows)}]",
        MatValue.Cells cells => $"{cells.Description}[{string.Join(';', cells.Values.Select(Print))}]",
        MatValue.Structs structs => $"{structs.Description}[{string.Join(';', structs.Values.Select(Print))}]",
        _ => value.Description,
    };

    public static string Print(IReadOnlyDictionary<string, MatValue> variables) =>
        string.Join('\n', variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key} = {Print(variable.Value)}"));

    public byte[] File(params (string Name, MatValue Value)[] variables) => File([.. variables.Select(variable => Variable(variable.Name, variable.Value))]);

    public byte[] File(params byte[][] elements) => [.. Header(), .. elements.SelectMany(element => IsCompressed ? Compress(element) : element)];

    public byte[] Header(ushort version = 0x0100)
    {
        byte[] header = [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, made by a test".PadRight(116)), .. new byte[8], .. UInt16(version), .. IsBigEndian ? "MI"u8 : "IM"u8];
        return header;
    }

    public byte[] Variable(string name, MatValue value) => Array(name, value);

    public byte[] Compress(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return [.. UInt32((uint)MatType.Compressed), .. UInt32((uint)packed.Length), .. packed.ToArray()];
    }

    public byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        return bytes;
    }

    public byte[] Element(MatType type, byte[] data)
    {
        if (IsCompact && data.Length is > 0 and <= 4 && type != MatType.Matrix)
        {
            return [.. UInt32(((uint)data.Length << 16) | (uint)type), .. data, .. new byte[4 - data.Length]];
        }

        return [.. UInt32((uint)type), .. UInt32((uint)data.Length), .. data, .. new byte[-data.Length & 7]];
    }

    private byte[] Array(string name, MatValue value)
    {
        (uint flags, byte[] data) = value switch
        {
            MatValue.Numeric numbers => (
                (uint)numbers.NumberClass | (numbers.IsLogical ? 0x0200u : 0) | (numbers.Imaginary is null ? 0 : 0x0800u),
                (byte[])[.. Numbers(numbers.Values, numbers.NumberClass), .. numbers.Imaginary is double[] parts ? Numbers(parts, numbers.NumberClass) : []]),
            MatValue.Text text => (4u, Element(TextType, Characters(text))),
            MatValue.Cells cells => (1u, [.. cells.Values.SelectMany(cell => Array("", cell))]),
            MatValue.Structs structs => (2u, [.. FieldNames(structs.FieldNames), .. structs.Values.SelectMany(field => Array("", field))]),
            _ => throw new ArgumentException(value.Description, nameof(value)),
        };
        return Element(
            MatType.Matrix,
            [
                .. Element(MatType.UInt32, [.. UInt32(flags), .. UInt32(0)]),
                .. Element(MatType.Int32, [.. value.Dims.SelectMany(size => UInt32((uint)size))]),
                .. Element(MatType.Int8, Encoding.UTF8.GetBytes(name)),
                .. data,
            ]);
    }

    private byte[] FieldNames(IReadOnlyList<string> names)
    {
        const int Width = 32;
        byte[] bytes = [.. names.SelectMany(name => Encoding.UTF8.GetBytes(name.PadRight(Width, '\0')))];
        return [.. Element(MatType.Int32, UInt32(Width)), .. Element(MatType.Int8, bytes)];
    }

    private byte[] Numbers(double[] values, MatNumberClass numberClass)
    {
        MatType own = numberClass switch
        {
            MatNumberClass.Double => MatType.Double,
            MatNumberClass.Single => MatType.Single,
            MatNumberClass.Int8 => MatType.Int8,
            MatNumberClass.UInt8 => MatType.UInt8,
            MatNumberClass.Int16 => MatType.Int16,
            MatNumberClass.UInt16 => MatType.UInt16,
            MatNumberClass.Int32 => MatType.Int32,
            MatNumberClass.UInt32 => MatType.UInt32,
            MatNumberClass.Int64 => MatType.Int64,
            _ => MatType.UInt64,
        };
        bool AllIn(double least, double most) => values.All(value => value == Math.Floor(value) && value >= least && value <= most && !double.IsNegative(value) | value < 0);
        MatType type = !IsCompact ? own
            : AllIn(0, byte.MaxValue) ? MatType.UInt8
            : AllIn(short.MinValue, short.MaxValue) ? MatType.Int16
            : AllIn(0, ushort.MaxValue) ? MatType.UInt16
            : AllIn(int.MinValue, int.MaxValue) ? MatType.Int32
            : own;
        return Element(type, [.. values.SelectMany(value => Bytes(value, type))]);
    }

    private byte[] Bytes(double value, MatType type)
    {
        byte[] little = type switch
        {
            MatType.Int8 => [(byte)(sbyte)value],
            MatType.UInt8 => [(byte)value],
            MatType.Int16 => BitConverter.GetBytes((short)value),
            MatType.UInt16 => BitConverter.GetBytes((ushort)value),
            MatType.Int32 => BitConverter.GetBytes((int)value),
            MatType.UInt32 => BitConverter.GetBytes((uint)value),
            MatType.Int64 => BitConverter.GetBytes((long)value),
            MatType.UInt64 => BitConverter.GetBytes((ulong)value),
            MatType.Single => BitConverter.GetBytes((float)value),
            _ => BitConverter.GetBytes(value),
        };
        return IsBigEndian == BitConverter.IsLittleEndian ? [.. little.Reverse()] : little;
    }

    private byte[] Characters(MatValue.Text text)
    {
        int columns = text.Rows.Count == 0 ? 0 : text.Rows[0].Length;
        string all = string.Concat(Enumerable.Range(0, columns).SelectMany(column => text.Rows.Select(row => row[column])));
        return TextType switch
        {
            MatType.Utf8 => Encoding.UTF8.GetBytes(all),
            MatType.UInt8 or MatType.Int8 => Encoding.Latin1.GetBytes(all),
            MatType.Utf32 => new UTF32Encoding(IsBigEndian, byteOrderMark: false).GetBytes(all),
            _ => [.. all.SelectMany(unit => UInt16(unit))],
        };
    }

    private byte[] UInt16(ushort value) => IsBigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private static string Join(double[] values) => string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
