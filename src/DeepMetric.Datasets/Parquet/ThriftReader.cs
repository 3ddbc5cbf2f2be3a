using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Reads Thrift's compact protocol strictly, within given bytes: every value must be of the kind that its place has.</summary>
/// <remarks>
/// The Parquet library reads on where a length or a kind is wrong, up to a loop without end; what this reader has accepted, that one reads the same.
/// The memory used is a fixed multiple of the bytes.
/// </remarks>
/// <param name="bytes">The bytes.</param>
/// <param name="file">The file, for errors.</param>
/// <param name="offset">Where in the file they begin.</param>
internal sealed class ThriftReader(ReadOnlyMemory<byte> bytes, string file, long offset)
{
    private const int Deepest = 16;

    /// <summary>The number of bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether an error came from reaching the end of the bytes.</summary>
    public bool RanOut { get; private set; }

    public ThriftStruct ReadStruct(ThriftShape shape, int depth = 0)
    {
        if (depth > Deepest)
        {
            throw Error($"structures at most {Deepest} deep", "more");
        }

        var result = new ThriftStruct();
        short id = 0;
        for (byte head = ReadByte(); head != 0; head = ReadByte())
        {
            int start = Position - 1;
            int kind = head & 0x0F;
            id = head >> 4 == 0 ? (short)ReadSigned(5) : (short)(id + (head >> 4));
            ThriftField? field = shape.Find(id);
            object value = field is null ? Skip(kind, id)
                : field.IsList ? ReadList(field, kind, depth)
                : ReadValue(field.Kind, kind, field.Shape, depth);
            if (!result.TryAdd(id, value))
            {
                throw Error(start, $"field {id} once", "it again");
            }
        }

        return result;
    }

    private List<object> ReadList(ThriftField field, int kind, int depth)
    {
        Expect(ThriftKind.List, kind);
        byte head = ReadByte();
        long size = head >> 4 == 15 ? (long)ReadUnsigned(5) : head >> 4;
        int elementKind = head & 0x0F;
        // Each element takes a byte or more.
        if (size > bytes.Length - Position)
        {
            throw Error($"at most {bytes.Length - Position} elements", $"{size}");
        }

        var items = new List<object>();
        for (long i = 0; i < size; i++)
        {
            items.Add(ReadValue(field.Kind, elementKind, field.Shape, depth));
        }

        return items;
    }

    private object ReadValue(ThriftKind expected, int kind, ThriftShape? shape, int depth)
    {
        if (expected == ThriftKind.Bool)
        {
            return kind is 1 or 2 ? (object)(kind == 1 ? 1L : 0L) : throw Error("a truth value", $"kind {kind}");
        }

        Expect(expected, kind);
        return expected switch
        {
            ThriftKind.Byte => (object)(long)(sbyte)ReadByte(),
            ThriftKind.Int16 => (object)(long)(short)ReadSigned(5),
            ThriftKind.Int32 => (object)ReadSigned(5),
            ThriftKind.Int64 => (object)ReadSigned(10),
            ThriftKind.Binary => ReadText(),
            _ => ReadStruct(shape!, depth + 1),
        };
    }

    // A field that is not known to this reader may still be a simple value, which the library skips too.
    private long Skip(int kind, int id)
    {
        switch (kind)
        {
            case 1 or 2:
                break;
            case (int)ThriftKind.Byte:
                ReadByte();
                break;
            case (int)ThriftKind.Int16 or (int)ThriftKind.Int32:
                ReadSigned(5);
                break;
            case (int)ThriftKind.Int64:
                ReadSigned(10);
                break;
            case (int)ThriftKind.Double:
                Take(sizeof(double));
                break;
            case (int)ThriftKind.Binary:
                ReadText();
                break;
            default:
                throw Error("a known field", $"field {id} of kind {kind}");
        }

        return 0;
    }

    private void Expect(ThriftKind expected, int kind)
    {
        if (kind != (int)expected)
        {
            throw Error($"a value of kind {(int)expected} ({expected})", $"kind {kind}");
        }
    }

    private string ReadText()
    {
        ulong length = ReadUnsigned(5);
        if (length > (ulong)(bytes.Length - Position))
        {
            RanOut = true;
            throw Error($"at most {bytes.Length - Position} bytes", $"{length}");
        }

        return Encoding.UTF8.GetString(Take((int)length));
    }

    private long ReadSigned(int mostBytes)
    {
        ulong raw = ReadUnsigned(mostBytes);
        raw = mostBytes == 5 ? (uint)raw : raw;
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    private ulong ReadUnsigned(int mostBytes)
    {
        ulong value = 0;
        for (int i = 0; i < mostBytes; i++)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return mostBytes == 5 ? (uint)value : value;
            }
        }

        throw Error($"a number of at most {mostBytes} bytes", "a longer one");
    }

    private byte ReadByte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - Position)
        {
            RanOut = true;
            throw Error($"{count} more bytes", $"{bytes.Length - Position}");
        }

        Position += count;
        return bytes.Span.Slice(Position - count, count);
    }

    private InvalidDataException Error(string expected, string found) => Error(Position, expected, found);

    private InvalidDataException Error(int at, string expected, string found) => new($"{file}: at byte {offset + at}: expected {expected}, found {found}.");
}
