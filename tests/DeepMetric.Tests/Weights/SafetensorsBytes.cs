using System.Text;
using System.Text.Json;

namespace DeepMetric.Tests.Weights;

/// <summary>Safetensors files as bytes, and the format's rules once more in the plainest way.</summary>
internal static class SafetensorsBytes
{
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["F64"] = 8,
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I64"] = 8,
        ["I32"] = 4,
        ["I16"] = 2,
        ["I8"] = 1,
        ["U8"] = 1,
        ["BOOL"] = 1,
    };

    /// <summary>A file of a header and data.</summary>
    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    /// <summary>A file of a header's bytes and data.</summary>
    public static byte[] File(byte[] header, params byte[] data) => [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data];

    /// <summary>The bytes of every tensor by name with its type and shape, or null for a file that breaks a rule. BOOL bytes other than 0 and 1 are not looked at.</summary>
    public static Dictionary<string, (string Type, long[] Shape, byte[] Data)>? Naive(byte[] file)
    {
        try
        {
            if (file.Length < 9 || BitConverter.ToUInt64(file) > (ulong)(file.Length - 8) || file[8] != '{')
            {
                return null;
            }

            int length = (int)BitConverter.ToUInt64(file);
            string text = new UTF8Encoding(false, true).GetString(file, 8, length);
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 3 });
            byte[] data = file[(8 + length)..];
            var result = new Dictionary<string, (string Type, long[] Shape, byte[] Data)>();
            var names = new HashSet<string>();
            var used = new List<(long Begin, long End)>();
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                string[] fields = [.. entry.Value.EnumerateObject().Select(field => field.Name)];
                if (!names.Add(entry.Name) || fields.Distinct().Count() != fields.Length)
                {
                    return null;
                }

                if (entry.Name == "__metadata__")
                {
                    if (entry.Value.EnumerateObject().Any(field => field.Value.ValueKind != JsonValueKind.String || field.Value.GetString() is null))
                    {
                        return null;
                    }

                    continue;
                }

                string type = entry.Value.GetProperty("dtype").GetString()!;
                long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
                long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
                System.Numerics.BigInteger bytes = shape.Aggregate(new System.Numerics.BigInteger(Sizes[type]), (product, size) => product * size);
                if (fields.Length != 3 || offsets.Length != 2 || shape.Any(size => size < 0) || shape.Length > 64 || bytes != offsets[1] - offsets[0])
                {
                    return null;
                }

                used.Add((offsets[0], offsets[1]));
                result.Add(entry.Name, (type, shape, data[(int)offsets[0]..(int)offsets[1]]));
            }

            long next = 0;
            foreach ((long begin, long end) in used.Order())
            {
                if (begin != next)
                {
                    return null;
                }

                next = end;
            }

            return next == data.Length ? result : null;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
