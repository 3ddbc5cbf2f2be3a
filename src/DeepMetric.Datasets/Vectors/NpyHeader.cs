using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>What stands before the numbers of a <c>.npy</c> file.</summary>
/// <param name="Kind"><c>f</c> floating point, <c>i</c> signed, <c>u</c> unsigned, <c>b</c> truth values.</param>
/// <param name="Size">Bytes of one number.</param>
/// <param name="IsBigEndian">Whether its highest byte comes first.</param>
/// <param name="IsFortran">Whether columns come one after another, rather than rows.</param>
/// <param name="Rows">The first dimension.</param>
/// <param name="Columns">The second dimension; 1 where there is one dimension.</param>
/// <param name="DataOffset">Where the numbers begin.</param>
internal sealed record NpyHeader(char Kind, int Size, bool IsBigEndian, bool IsFortran, int Rows, int Columns, long DataOffset)
{
    private const int LongestText = 1 << 16;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header and checks that the file is as long as it says.</summary>
    public static NpyHeader Read(Stream stream, string file)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (got < 8 || !start[..6].SequenceEqual(Magic))
        {
            throw Error(file, 0, "the 6 bytes \\x93NUMPY and a version", got < 8 ? $"a file of {got} bytes" : Convert.ToHexStringLower(start[..6]));
        }

        (int major, int minor) = (start[6], start[7]);
        if (major is not (1 or 2 or 3) || minor != 0)
        {
            throw Error(file, 6, "version 1.0, 2.0 or 3.0", $"{major}.{minor}");
        }

        int textStart = major == 1 ? 10 : 12;
        if (got < textStart)
        {
            throw Error(file, got, "the length of the header", "the end of the file");
        }

        uint textLength = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        long left = stream.Length - textStart;
        if (textLength > left || textLength > LongestText)
        {
            throw Error(file, 8, $"a header of at most {Math.Min(left, LongestText)} bytes", $"{textLength}");
        }

        var text = new byte[textLength];
        stream.Position = textStart;
        stream.ReadExactly(text);
        NpyHeader header = new NpyHeaderText(Encoding.Latin1.GetString(text), textStart, file).Parse(textStart + textLength);
        long data = stream.Length - header.DataOffset;
        UInt128 claimed = (UInt128)(ulong)header.Rows * (ulong)header.Columns * (ulong)header.Size;
        return claimed == (UInt128)(ulong)data
            ? header
            : throw Error(file, header.DataOffset, $"{claimed} bytes for {header.Rows} x {header.Columns} numbers of {header.Size} bytes", $"{data}");
    }

    /// <summary>The header of a file in C order, of a fixed length whatever the number of rows.</summary>
    /// <param name="descr">The type of the numbers, such as <c>&lt;f4</c>.</param>
    /// <param name="rows">The first dimension.</param>
    /// <param name="columns">The second dimension; null for an array of one dimension.</param>
    public static byte[] Write(string descr, long rows, int? columns)
    {
        string shape = columns is int width ? $"({rows}, {width})" : $"({rows},)";
        string text = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
        const int Whole = 128;
        const int Before = 10;
        var header = new byte[Whole];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), Whole - Before);
        Encoding.ASCII.GetBytes(text.PadRight(Whole - Before - 1) + '\n', header.AsSpan(Before));
        return header;
    }

    public static InvalidDataException Error(string file, long at, string expected, string found) => new($"{file}: at byte {at}: expected {expected}, found {found}.");
}
