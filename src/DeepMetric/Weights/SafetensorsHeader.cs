using System.Text;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>The checked header of a safetensors file.</summary>
/// <remarks>
/// Checked as the format demands: UTF-8 without repeated names, known types, shapes whose bytes are those of the offsets, and data that
/// lie one after the other from the header to the end of the file, without a gap, an overlap or anything behind.
/// </remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's limit for the length of a header, in bytes.</summary>
    public const int Longest = 100_000_000;

    /// <summary>The length of the number before the header, in bytes.</summary>
    public const int PrefixLength = 8;

    /// <summary>The name under which a header keeps text.</summary>
    public const string MetadataName = "__metadata__";

    // libtorch's own operations go no further.
    private const int MostDimensions = 64;
    private const int Depth = 3;

    private SafetensorsHeader(Dictionary<string, string> metadata, Dictionary<string, TensorEntry> entries)
    {
        Metadata = metadata;
        Entries = entries;
    }

    /// <summary>Text by name.</summary>
    public Dictionary<string, string> Metadata { get; }

    /// <summary>Tensors by name.</summary>
    public Dictionary<string, TensorEntry> Entries { get; }

    /// <summary>Checks the claimed length of a header.</summary>
    public static int CheckLength(ulong claimed, string path, long fileLength)
    {
        if (claimed > Longest)
        {
            throw Damage.At(path, 0, $"a header of at most {Longest} bytes", $"a length of {claimed}");
        }

        return (long)claimed <= fileLength - PrefixLength
            ? (int)claimed
            : throw Damage.At(path, 0, $"a header inside the file's {fileLength} bytes", $"a length of {claimed}");
    }

    /// <summary>Reads a header.</summary>
    /// <param name="text">Its bytes.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="fileLength">The length of the whole file.</param>
    /// <exception cref="InvalidDataException">It breaks a rule of the format.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> text, string path, long fileLength)
    {
        if (text.IsEmpty || text[0] != (byte)'{')
        {
            throw Damage.At(path, PrefixLength, "a header that begins with '{'", text.IsEmpty ? "an empty header" : $"0x{text[0]:X2}");
        }

        RequireUtf8(text, path, PrefixLength);
        long dataStart = PrefixLength + text.Length;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        bool hasMetadata = false;
        var tokens = new HeaderTokens(text, path, PrefixLength, Depth);
        tokens.Enter("the header");
        while (tokens.NextName(out string name))
        {
            long at = tokens.Offset;
            if (name == MetadataName ? hasMetadata : entries.ContainsKey(name))
            {
                throw Damage.At(path, at, $"one entry {Damage.Quote(name)}", "a second one");
            }

            if (name == MetadataName)
            {
                hasMetadata = true;
                ReadMetadata(ref tokens, path, metadata);
            }
            else
            {
                entries.Add(name, ReadEntry(ref tokens, path, name, at, dataStart, fileLength));
            }
        }

        tokens.End();
        RequireSeamless(entries.Values, path, dataStart, fileLength);
        return new SafetensorsHeader(metadata, entries);
    }

    /// <summary>Refuses bytes that are no UTF-8, by place.</summary>
    public static void RequireUtf8(ReadOnlySpan<byte> text, string path, long start)
    {
        if (Utf8.IsValid(text))
        {
            return;
        }

        int offset = 0;
        while (Rune.DecodeFromUtf8(text[offset..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        throw Damage.At(path, start + offset, "UTF-8", $"0x{text[offset]:X2}");
    }

    private static void ReadMetadata(ref HeaderTokens tokens, string path, Dictionary<string, string> metadata)
    {
        tokens.Enter("the metadata");
        while (tokens.NextName(out string name))
        {
            long at = tokens.Offset;
            if (!metadata.TryAdd(name, tokens.NextText($"the metadata's {Damage.Quote(name)}")))
            {
                throw Damage.At(path, at, $"one text {Damage.Quote(name)}", "a second one");
            }
        }
    }

    private static TensorEntry ReadEntry(ref HeaderTokens tokens, string path, string name, long at, long dataStart, long fileLength)
    {
        string quoted = Damage.Quote(name);
        ScalarType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        tokens.Enter($"the entry {quoted}");
        while (tokens.NextName(out string field))
        {
            long place = tokens.Offset;
            switch (field)
            {
                case "dtype" when type is null:
                    string typeName = tokens.NextText($"the type of {quoted}");
                    type = SafetensorsTypes.TryGet(typeName, out ScalarType known)
                        ? known
                        : throw Damage.At(path, place, $"a type of {SafetensorsTypes.Names} for {quoted}", Damage.Quote(typeName));
                    break;
                case "shape" when shape is null:
                    shape = tokens.NextSizes($"the shape of {quoted}", MostDimensions);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = tokens.NextSizes($"the offsets of {quoted}", 2);
                    break;
                default:
                    throw Damage.At(path, place, $"dtype, shape and data_offsets once each for {quoted}", $"another {Damage.Quote(field)}");
            }
        }

        if (type is not { } found || shape is null || offsets is not [long begin, long end])
        {
            throw Damage.At(path, at, $"dtype, shape and two data_offsets for {quoted}", $"{(type is null ? "no dtype" : shape is null ? "no shape" : "not two data_offsets")}");
        }

        long length = fileLength - dataStart;
        if (begin > end || end > length)
        {
            throw Damage.At(path, at, $"data of {quoted} inside the {length} bytes behind the header", $"[{begin}, {end}]");
        }

        long? wanted = BytesOf(shape, SafetensorsTypes.SizeOf(found));
        return wanted == end - begin
            ? new TensorEntry(name, found, shape, dataStart + begin, end - begin)
            : throw Damage.At(path, at, $"{(wanted is null ? "a shape that can be counted" : $"{wanted} bytes")} for {quoted} of shape {Damage.Shape(shape)}", $"{end - begin} bytes");
    }

    /// <summary>Bytes of a shape, or null where their number, a zero taken for a one, is beyond 64 bits: strides would be.</summary>
    private static long? BytesOf(long[] shape, int elementSize)
    {
        long bytes = elementSize;
        bool empty = false;
        foreach (long size in shape)
        {
            empty |= size == 0;
            if (size > 0 && bytes > long.MaxValue / size)
            {
                return null;
            }

            bytes *= Math.Max(1, size);
        }

        return empty ? 0 : bytes;
    }

    private static void RequireSeamless(IEnumerable<TensorEntry> entries, string path, long dataStart, long fileLength)
    {
        long next = dataStart;
        foreach (TensorEntry entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length))
        {
            if (entry.Offset != next)
            {
                throw Damage.At(
                    path, entry.Offset, $"data of {Damage.Quote(entry.Name)} from byte {next} on", entry.Offset < next ? "data that overlap those before" : "a gap");
            }

            next += entry.Length;
        }

        if (next != fileLength)
        {
            throw Damage.At(path, next, "the end of the file", $"{fileLength - next} bytes more");
        }
    }
}
