using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>Named tensors and text in the safetensors format: 8 bytes of header length, a JSON header, the data.</summary>
/// <remarks>Written with names in ordinal order, so equal content gives equal bytes. Types: F32, F64, I64.</remarks>
public sealed class SafetensorsFile
{
    private const int LongestHeader = 100_000_000;

    /// <summary>Puts tensors and text together.</summary>
    /// <param name="tensors">Tensors by name; borrowed.</param>
    /// <param name="metadata">Text by name.</param>
    public SafetensorsFile(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Tensors = tensors;
        Metadata = metadata ?? new Dictionary<string, string>();
    }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Writes the file.</summary>
    /// <exception cref="NotSupportedException">A tensor is of another type than float32, float64 or int64.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var scope = NewDisposeScope();
        var header = new JsonObject();
        if (Metadata.Count > 0)
        {
            header["__metadata__"] = new JsonObject(Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
        }

        long offset = 0;
        var data = new List<Tensor>();
        foreach ((string name, Tensor tensor) in Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Tensor local = tensor.detach().cpu().contiguous();
            long length = local.numel() * local.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = NameOf(local.dtype),
                ["shape"] = new JsonArray([.. local.shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, offset + length),
            };
            offset += length;
            data.Add(local);
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        int padded = (text.Length + 7) / 8 * 8;
        byte[] start = new byte[8 + padded];
        start.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)padded);
        text.CopyTo(start, 8);
        stream.Write(start);
        foreach (Tensor tensor in data)
        {
            if (tensor.numel() > 0)
            {
                stream.Write(tensor.bytes);
            }
        }
    }

    /// <summary>Reads a file; the tensors belong to the caller.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no such file; the message names the file, the byte offset and what was expected.</exception>
    public static SafetensorsFile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        long fileLength = stream.Length;
        Expect(fileLength >= 8, path, 0, $"a header length of 8 bytes, found a file of {fileLength}");
        byte[] prefix = new byte[8];
        stream.ReadExactly(prefix);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        Expect(claimed <= LongestHeader && claimed <= (ulong)(fileLength - 8), path, 0, $"a header inside the file, found a length of {claimed} in a file of {fileLength}");
        byte[] header = new byte[(int)claimed];
        stream.ReadExactly(header);
        long dataStart = 8 + header.Length;
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (JsonProperty text in entry.Value.EnumerateObject())
                    {
                        metadata[text.Name] = text.Value.GetString() ?? "";
                    }
                }
                else
                {
                    Expect(tensors.TryAdd(entry.Name, ReadTensor(stream, path, entry, dataStart, fileLength)), path, 8, $"one entry named {entry.Name}, found two");
                }
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}, byte 8: expected a safetensors header in JSON, found: {problem.Message}", problem);
        }

        return new SafetensorsFile(tensors, metadata);
    }

    private static Tensor ReadTensor(FileStream stream, string path, JsonProperty entry, long dataStart, long fileLength)
    {
        ScalarType type = TypeOf(entry.Value.GetProperty("dtype").GetString(), path);
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        Expect(shape.All(size => size >= 0), path, 8, $"sizes of 0 or more for {entry.Name}");
        Expect(offsets is [>= 0, _] && offsets[1] >= offsets[0] && offsets[1] <= fileLength - dataStart, path, 8, $"data of {entry.Name} inside the file");
        UInt128 wanted = shape.Aggregate((UInt128)(type == ScalarType.Float32 ? 4 : 8), (product, size) => product > ulong.MaxValue ? product : product * (UInt128)size);
        Expect(wanted == (UInt128)(offsets[1] - offsets[0]), path, dataStart + offsets[0], $"{wanted} bytes for {entry.Name} of shape [{string.Join(", ", shape)}], found {offsets[1] - offsets[0]}");
        Tensor tensor = empty(shape, type);
        if (wanted > 0)
        {
            stream.Position = dataStart + offsets[0];
            stream.ReadExactly(tensor.bytes);
        }

        return tensor;
    }

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Int64 => "I64",
        _ => throw new NotSupportedException($"Tensors of type {type} are not written."),
    };

    private static ScalarType TypeOf(string? name, string path) => name switch
    {
        "F32" => ScalarType.Float32,
        "F64" => ScalarType.Float64,
        "I64" => ScalarType.Int64,
        _ => throw new InvalidDataException($"{path}, byte 8: expected a type of F32, F64 or I64, found {name}"),
    };

    private static void Expect(bool holds, string path, long offset, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"{path}, byte {offset}: expected {what}");
        }
    }
}
