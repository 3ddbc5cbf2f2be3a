using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>Writes tensors and text as safetensors.</summary>
/// <remarks>
/// The header's names are in ordinal order and it is padded with spaces to a multiple of 8 bytes; the data are in the order of their element's size,
/// the widest first, then by name, so that every tensor lies where its type may lie in memory. Equal content gives equal bytes.
/// </remarks>
public static class SafetensorsWriter
{
    private const long Part = 16 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file: under another name first, flushed, then renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors by name; borrowed, on any device and in any layout.</param>
    /// <param name="metadata">Text by name.</param>
    /// <exception cref="ArgumentException">A name cannot be written, or a tensor's type is not one of the format's.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileReplacement.Write(path, stream => Write(stream, tensors, metadata));
    }

    /// <summary>Writes a module's parameters and buffers, as <see cref="Write(string, IReadOnlyDictionary{string, Tensor}, IReadOnlyDictionary{string, string})"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="module">The module, borrowed.</param>
    /// <param name="metadata">Text by name.</param>
    public static void Write(string path, nn.Module module, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        Write(path, module.state_dict(), metadata);
    }

    /// <summary>Writes into a stream, which need not be seekable.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="tensors">Tensors by name; borrowed, on any device and in any layout.</param>
    /// <param name="metadata">Text by name.</param>
    /// <exception cref="ArgumentException">A name cannot be written, or a tensor's type is not one of the format's.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        (string Name, Tensor Tensor, string Type, int Size)[] rows =
        [
            .. tensors.Select(entry => (entry.Key, entry.Value, Type: TypeOf(entry.Key, entry.Value), SafetensorsTypes.SizeOf(entry.Value.dtype)))
                .OrderBy(row => row.Key, StringComparer.Ordinal),
        ];
        stream.Write(Header(rows, metadata ?? new Dictionary<string, string>()));
        foreach ((string _, Tensor tensor, string _, int size) in InDataOrder(rows))
        {
            WriteData(stream, tensor, size);
        }
    }

    /// <summary>The bytes before the data: the length, the header and its padding.</summary>
    internal static byte[] Header(IReadOnlyList<(string Name, string Type, long[] Shape, long Begin, long End)> entries, IReadOnlyDictionary<string, string> metadata)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach ((string name, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(Sound(name), Sound(value));
                }

                json.WriteEndObject();
            }

            foreach ((string name, string type, long[] shape, long begin, long end) in entries)
            {
                json.WriteStartObject(Sound(name));
                json.WriteString("dtype", type);
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [begin, end]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        int padded = (text.WrittenCount + 7) / 8 * 8;
        if (padded > SafetensorsHeader.Longest)
        {
            throw new ArgumentException($"Expected names and text for a header of at most {SafetensorsHeader.Longest} bytes, found {padded}.", nameof(entries));
        }

        byte[] start = new byte[SafetensorsHeader.PrefixLength + padded];
        start.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)padded);
        text.WrittenSpan.CopyTo(start.AsSpan(SafetensorsHeader.PrefixLength));
        return start;
    }

    /// <summary>Writes a tensor's bytes in parts, so that only one part is ever held twice on the CPU for tensors that are dense there already.</summary>
    internal static void WriteData(Stream stream, Tensor tensor, int size)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor local = tensor.detach().cpu().contiguous();
        long count = local.numel();
        Tensor flat = local.view(-1);
        for (long done = 0; done < count;)
        {
            long length = Math.Min(count - done, Part / size);
            using Tensor part = flat.narrow(0, done, length);
            stream.Write(part.bytes);
            done += length;
        }
    }

    private static byte[] Header((string Name, Tensor Tensor, string Type, int Size)[] rows, IReadOnlyDictionary<string, string> metadata)
    {
        var places = new Dictionary<string, (long Begin, long End)>(StringComparer.Ordinal);
        long offset = 0;
        foreach ((string name, Tensor tensor, string _, int size) in InDataOrder(rows))
        {
            long end = offset + (tensor.numel() * size);
            places.Add(name, (offset, end));
            offset = end;
        }

        return Header([.. rows.Select(row => (row.Name, row.Type, row.Tensor.shape, places[row.Name].Begin, places[row.Name].End))], metadata);
    }

    private static IEnumerable<(string Name, Tensor Tensor, string Type, int Size)> InDataOrder((string Name, Tensor Tensor, string Type, int Size)[] rows) =>
        rows.OrderByDescending(row => row.Size);

    private static string TypeOf(string name, Tensor tensor)
    {
        if (name == SafetensorsHeader.MetadataName)
        {
            throw new ArgumentException($"Expected another name than {name} for a tensor: the format keeps text under it.", nameof(name));
        }

        return SafetensorsTypes.NameOf(tensor.dtype) ?? throw new ArgumentException($"Expected a type of {SafetensorsTypes.Names} for {Damage.Quote(name)}, found {tensor.dtype}.", nameof(tensor));
    }

    private static string Sound(string text)
    {
        try
        {
            _ = Strict.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException problem)
        {
            throw new ArgumentException($"Expected text of whole characters, found {Damage.Quote(text)}.", nameof(text), problem);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
