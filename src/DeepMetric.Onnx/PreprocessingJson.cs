using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DeepMetric.Onnx;

/// <summary>The JSON form of <see cref="OnnxPreprocessing"/>.</summary>
internal static class PreprocessingJson
{
    private const long Longest = 1_000_000;
    private const int Depth = 3;
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };
    private static readonly string[] Fields =
        ["input", "output", "layout", "channels", "height", "width", "resize", "shortSide", "valueRange", "scale", "mean", "std", "pooling"];

    private static readonly (string, TensorLayout)[] Layouts = [("NCHW", TensorLayout.ChannelsFirst), ("NHWC", TensorLayout.ChannelsLast)];
    private static readonly (string, ChannelOrder)[] Orders = [("RGB", ChannelOrder.RedGreenBlue), ("BGR", ChannelOrder.BlueGreenRed)];
    private static readonly (string, ResizeMode)[] Resizes = [("squash", ResizeMode.Squash), ("short-side-crop", ResizeMode.ShortSideCrop)];
    private static readonly (string, OutputPooling)[] Poolings =
    [
        ("auto", OutputPooling.Automatic), ("flatten", OutputPooling.Flatten), ("average", OutputPooling.Average), ("first-token", OutputPooling.FirstToken),
    ];

    /// <summary>Reads a file.</summary>
    public static OnnxPreprocessing Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > Longest)
        {
            throw new InvalidDataException($"{path}: expected a description of at most {Longest} bytes, found {stream.Length}.");
        }

        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return Parse(text, path);
    }

    /// <summary>Reads JSON as UTF-8.</summary>
    public static OnnxPreprocessing Parse(byte[] text, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Depth });
            return Read(document.RootElement, source);
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{source}, line {problem.LineNumber + 1}: expected JSON, found none at byte {problem.BytePositionInLine} of the line."), problem);
        }
        catch (InvalidOperationException problem)
        {
            // Text that is no UTF-8, or an escape of half a character.
            throw new InvalidDataException($"{source}: expected JSON of whole characters, found others.", problem);
        }
    }

    /// <summary>Writes all fields.</summary>
    public static string Write(OnnxPreprocessing value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            WriteText(json, "input", value.Input);
            WriteText(json, "output", value.Output);
            json.WriteString("layout", NameOf(Layouts, value.Layout));
            json.WriteString("channels", NameOf(Orders, value.Channels));
            json.WriteNumber("height", value.Height);
            json.WriteNumber("width", value.Width);
            json.WriteString("resize", NameOf(Resizes, value.Resize));
            if (value.ShortSide is int side)
            {
                json.WriteNumber("shortSide", side);
            }

            WriteNumbers(json, "valueRange", value.ValueRange);
            json.WriteNumber("scale", value.Scale);
            WriteNumbers(json, "mean", value.Mean);
            WriteNumbers(json, "std", value.Std);
            json.WriteString("pooling", NameOf(Poolings, value.Pooling));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static OnnxPreprocessing Read(JsonElement root, string source)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{source}: expected a JSON object, found {root.ValueKind}.");
        }

        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty field in root.EnumerateObject())
        {
            if (!Fields.Contains(field.Name, StringComparer.Ordinal))
            {
                throw Unlike(source, Quote(field.Name), $"one of {string.Join(", ", Fields)}", "an unknown field");
            }

            if (!fields.TryAdd(field.Name, field.Value))
            {
                throw Unlike(source, Quote(field.Name), "it once", "it twice");
            }
        }

        var found = new OnnxPreprocessing
        {
            Input = Text(fields, source, "input"),
            Output = Text(fields, source, "output"),
            Layout = Choice(fields, source, "layout", Layouts),
            Channels = Choice(fields, source, "channels", Orders),
            Height = Whole(Required(fields, source, "height"), source, "height"),
            Width = Whole(Required(fields, source, "width"), source, "width"),
            Resize = Choice(fields, source, "resize", Resizes),
            ShortSide = fields.TryGetValue("shortSide", out JsonElement side) ? Whole(side, source, "shortSide") : null,
            ValueRange = fields.TryGetValue("valueRange", out JsonElement range) ? Numbers(range, source, "valueRange") : [0, 1],
            Scale = fields.TryGetValue("scale", out JsonElement scale) ? Number(scale, source, "scale") : 1,
            Mean = Numbers(Required(fields, source, "mean"), source, "mean"),
            Std = Numbers(Required(fields, source, "std"), source, "std"),
            Pooling = Choice(fields, source, "pooling", Poolings),
        };
        return found.Misfit() is { } misfit ? throw Unlike(source, Quote(misfit.Field), misfit.Expected, misfit.Found) : found;
    }

    private static JsonElement Required(Dictionary<string, JsonElement> fields, string source, string name) =>
        fields.TryGetValue(name, out JsonElement value) ? value : throw Unlike(source, Quote(name), "it", "no such field");

    private static string? Text(Dictionary<string, JsonElement> fields, string source, string name) =>
        !fields.TryGetValue(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw Unlike(source, Quote(name), "a text", Found(value));

    private static T Choice<T>(Dictionary<string, JsonElement> fields, string source, string name, (string Name, T Value)[] choices)
    {
        if (!fields.TryGetValue(name, out JsonElement value))
        {
            return choices[0].Value;
        }

        int found = value.ValueKind == JsonValueKind.String ? Array.FindIndex(choices, choice => value.ValueEquals(choice.Name)) : -1;
        return found >= 0 ? choices[found].Value : throw Unlike(source, Quote(name), string.Join(" or ", choices.Select(choice => $"\"{choice.Name}\"")), Found(value));
    }

    private static int Whole(JsonElement value, string source, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Unlike(source, Quote(name), "a whole number", Found(value));

    private static double Number(JsonElement value, string source, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : throw Unlike(source, Quote(name), "a number", Found(value));

    private static double[] Numbers(JsonElement value, string source, string name) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(number => Number(number, source, name))] : throw Unlike(source, Quote(name), "an array of numbers", Found(value));

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static string NameOf<T>((string Name, T Value)[] choices, T value)
        where T : struct => choices.First(choice => choice.Value.Equals(value)).Name;

    private static string Found(JsonElement value) => value.GetRawText() is { Length: <= 40 } text ? text : value.ValueKind.ToString();

    private static string Quote(string name) => $"field '{string.Concat(name.Take(40).Select(letter => char.IsControl(letter) ? '?' : letter))}'";

    private static InvalidDataException Unlike(string source, string field, string expected, string found) => new($"{source}: {field}: expected {expected}, found {found}.");
}
