using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>Walks through the pages of a column before they are read: where they end, and that nothing in their headers claims more than there can be.</summary>
internal static class ParquetPages
{
    // Deflate makes at most 1032 bytes of one; codecs that make more of a very regular page get a fixed allowance.
    private const int MostExpansion = 1032;
    private const long FreeBytes = 16 << 20;
    private const int FirstWindow = 4096;

    private const int Uncompressed = 0;
    private const int Snappy = 1;
    private const int Lzo = 3;
    private const int HadoopLz4 = 5;
    private const int Zstandard = 6;

    /// <summary>Checks the pages of a column.</summary>
    /// <returns>Where the last page ends.</returns>
    /// <exception cref="InvalidDataException">A page cannot be read.</exception>
    public static long Check(Stream stream, string file, ParquetLeaf leaf, ParquetChunk chunk, long end)
    {
        long at = chunk.Start;
        long values = 0;
        bool isFirst = true;
        if (chunk.Codec is Lzo or HadoopLz4)
        {
            throw Error(file, at, "a compression other than LZO and the old LZ4", $"the one of number {chunk.Codec}");
        }

        while (values < chunk.Values)
        {
            ThriftStruct header = ReadHeader(stream, file, at, end, out int headerLength);
            long unpacked = header.Number(2) ?? -1;
            long packed = header.Number(3) ?? -1;
            long data = at + headerLength;
            if (packed < 0 || packed > end - data || unpacked < 0 || unpacked > FreeBytes + (MostExpansion * packed))
            {
                throw Error(file, at, $"a page of at most {end - data} bytes that grows to at most {FreeBytes + (MostExpansion * Math.Max(0, packed))}", $"{packed} that grow to {unpacked}");
            }

            switch (header.Number(1))
            {
                case 0:
                    ThriftStruct first = header.Inner(5) ?? throw Error(file, at, "the header of a data page", "none");
                    values += Count(file, at, first, leaf, chunk.Values - values, encoding: 2);
                    ExpectSize(stream, file, chunk.Codec, data, packed, unpacked);
                    break;
                case 2 when isFirst:
                    long entries = header.Inner(7)?.Number(1) ?? -1;
                    if (entries < 0 || entries > unpacked)
                    {
                        throw Error(file, at, $"a dictionary of at most {unpacked} values", $"{entries}");
                    }

                    ExpectSize(stream, file, chunk.Codec, data, packed, unpacked);
                    break;
                case 3 when leaf.MaxRepetition == 0:
                    ThriftStruct second = header.Inner(8) ?? throw Error(file, at, "the header of a data page", "none");
                    values += Count(file, at, second, leaf, chunk.Values - values, encoding: 4);
                    long levels = second.Number(5) is long definition and >= 0 && second.Number(6) is 0 ? definition : -1;
                    if (levels < 0 || levels > Math.Min(packed, unpacked) || second.Number(2) is not (>= 0 and long gaps) || gaps > second.Number(1))
                    {
                        throw Error(file, at, "levels inside the page", $"{levels} of {packed} bytes");
                    }

                    ExpectSize(stream, file, second.Number(7) == 0 ? Uncompressed : chunk.Codec, data + levels, packed - levels, unpacked - levels);
                    break;
                case 3:
                    throw Error(file, at, "lists in data pages of version 1", "a page of version 2");
                default:
                    throw Error(file, at, "a page of values, or first a dictionary", $"a page of type {header.Number(1)}");
            }

            isFirst = false;
            at = data + packed;
        }

        return at;
    }

    private static long Count(string file, long at, ThriftStruct header, ParquetLeaf leaf, long left, int encoding)
    {
        long count = header.Number(1) ?? -1;
        if (count < 0 || count > left)
        {
            throw Error(file, at, $"a page of at most {left} values", $"{count}");
        }

        long found = header.Number(encoding) ?? -1;
        // Plain, the two names of a dictionary's places, and bytes apart. The library takes runs of truth values for false,
        // and believes whatever size a block of differences claims.
        bool isKnown = found is 0 or 2 or 8 || (found == 9 && leaf.Type is (ParquetLeaf.Float or ParquetLeaf.Double));
        return isKnown ? count : throw Error(file, at, "values in a plain, dictionary or byte-stream-split encoding", $"encoding {found} for type {leaf.Type}");
    }

    private static void ExpectSize(Stream stream, string file, int codec, long at, long packed, long unpacked)
    {
        Span<byte> start = stackalloc byte[18];
        stream.Position = at;
        start = start[..stream.ReadAtLeast(start[..(int)Math.Min(start.Length, packed)], (int)Math.Min(start.Length, packed), throwOnEndOfStream: false)];
        long? claimed = codec switch
        {
            Uncompressed => packed,
            Snappy => SnappySize(start),
            Zstandard => ZstandardSize(start),
            _ => null,
        };
        if (claimed is long size && size != unpacked)
        {
            throw Error(file, at, $"{unpacked} bytes in the page, as its header says", $"{size}");
        }
    }

    private static long SnappySize(ReadOnlySpan<byte> start)
    {
        long size = 0;
        for (int i = 0; i < Math.Min(5, start.Length); i++)
        {
            size |= (long)(start[i] & 0x7F) << (7 * i);
            if (start[i] < 0x80)
            {
                return size;
            }
        }

        return -1;
    }

    /// <summary>The size that a Zstandard frame says (RFC 8878, 3.1.1.1); null where it says none.</summary>
    private static long? ZstandardSize(ReadOnlySpan<byte> start)
    {
        if (start.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(start) != 0xFD2FB528)
        {
            return -1;
        }

        int descriptor = start[4];
        bool isSingle = (descriptor & 0x20) != 0;
        int dictionary = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        int length = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        int place = 5 + (isSingle ? 0 : 1) + dictionary;
        if (place + length > start.Length)
        {
            return -1;
        }

        ReadOnlySpan<byte> field = start.Slice(place, length);
        return length switch
        {
            0 => null,
            1 => field[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256,
            4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadInt64LittleEndian(field),
        };
    }

    private static ThriftStruct ReadHeader(Stream stream, string file, long at, long end, out int length)
    {
        for (int window = FirstWindow; ; window *= 8)
        {
            var bytes = new byte[Math.Min(window, end - at)];
            stream.Position = at;
            stream.ReadExactly(bytes);
            var reader = new ThriftReader(bytes, file, at);
            try
            {
                ThriftStruct header = reader.ReadStruct(ThriftShape.PageHeader);
                length = reader.Position;
                return header;
            }
            catch (InvalidDataException) when (reader.RanOut && window < end - at && window < (1 << 24))
            {
                // A header with long statistics: look again at more of the file.
            }
        }
    }

    private static InvalidDataException Error(string file, long at, string expected, string found) => new($"{file}: at byte {at}: expected {expected}, found {found}.");
}
