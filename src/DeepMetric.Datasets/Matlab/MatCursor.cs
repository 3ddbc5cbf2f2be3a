using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>A place in the bytes of a MAT-file, or in one of its inflated elements, moved forward element by element; makes errors that say where.</summary>
internal sealed class MatCursor
{
    private const int TagLength = 8;

    private readonly byte[] _content;
    private readonly int _end;
    private readonly string _file;
    private readonly int? _inflatedFrom;

    /// <summary>Starts at a place.</summary>
    /// <param name="content">All bytes.</param>
    /// <param name="start">The first byte of what is read.</param>
    /// <param name="end">The byte behind the last.</param>
    /// <param name="isBigEndian">The order of the bytes of a number.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="inflatedFrom">Where the compressed element lies in the file that <paramref name="content"/> was inflated from; null for the file itself.</param>
    public MatCursor(byte[] content, int start, int end, bool isBigEndian, string file, int? inflatedFrom)
    {
        _content = content;
        Position = start;
        _end = end;
        IsBigEndian = isBigEndian;
        _file = file;
        _inflatedFrom = inflatedFrom;
    }

    public bool IsBigEndian { get; }

    public int Position { get; private set; }

    public bool IsAtEnd => Position >= _end;

    public int Remaining => _end - Position;

    /// <summary>The data inside an element, to be read element by element.</summary>
    public MatCursor Inside(MatElement element) => new(_content, element.Start, element.Start + element.Length, IsBigEndian, _file, _inflatedFrom);

    public ReadOnlySpan<byte> Data(MatElement element) => _content.AsSpan(element.Start, element.Length);

    /// <summary>Reads a tag and steps over its data.</summary>
    /// <param name="isTopLevel">Whether the element is one of the file's own: these are not padded, and are not of the short form.</param>
    public MatElement ReadElement(bool isTopLevel = false)
    {
        int tagAt = Position;
        if (Remaining < TagLength)
        {
            throw Error(tagAt, $"the tag of a data element, {TagLength} bytes", $"the end of {Whole} after {Remaining}");
        }

        uint type = UInt32At(tagAt);
        uint shortLength = type >> 16;
        if (shortLength > 0)
        {
            if (isTopLevel || shortLength > sizeof(uint))
            {
                throw Error(tagAt, isTopLevel ? "a tag of the long form" : "1 to 4 bytes in an element of the short form", $"the short form with {shortLength} bytes");
            }

            Position = tagAt + TagLength;
            return new((MatType)(type & 0xFFFF), tagAt, tagAt + sizeof(uint), (int)shortLength);
        }

        uint length = UInt32At(tagAt + sizeof(uint));
        int start = tagAt + TagLength;
        if (length > (uint)(_end - start))
        {
            throw Error(tagAt + sizeof(uint), $"an element of at most {_end - start} bytes, up to the end of {Whole}", $"{length} bytes");
        }

        int padding = isTopLevel ? 0 : -(int)length & (TagLength - 1);
        Position = Math.Min(_end, start + (int)length + padding);
        return new((MatType)type, tagAt, start, (int)length);
    }

    public void Expect(MatElement element, MatType type, string what)
    {
        if (element.Type != type)
        {
            throw Error(element.TagAt, $"{what} (type {(uint)type})", $"type {(uint)element.Type}");
        }
    }

    public void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Error(Position, $"the end of {Whole}", $"{Remaining} more bytes");
        }
    }

    public uint UInt32At(int offset)
    {
        ReadOnlySpan<byte> bytes = _content.AsSpan(offset, sizeof(uint));
        return IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public InvalidDataException Error(int offset, string expected, string found, Exception? inner = null)
    {
        string where = _inflatedFrom is int from ? $" of what the compressed element at byte {from} inflates to" : "";
        return new($"{_file}: at byte {offset}{where}: expected {expected}, found {found}.", inner);
    }

    private string Whole => _inflatedFrom is null && _end == _content.Length ? "the file" : "the enclosing element";
}
