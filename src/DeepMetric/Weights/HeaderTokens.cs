using System.Globalization;
using System.Text.Json;

namespace DeepMetric.Weights;

/// <summary>Reads JSON out of a file token by token; whatever is not as asked for is an error that names the byte.</summary>
internal ref struct HeaderTokens
{
    private readonly string _path;
    private readonly long _start;
    private Utf8JsonReader _json;

    /// <summary>Starts before the first token.</summary>
    /// <param name="text">The JSON, checked to be UTF-8.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="start">Where the text begins in the file.</param>
    /// <param name="depth">How deep objects and arrays may be nested.</param>
    public HeaderTokens(ReadOnlySpan<byte> text, string path, long start, int depth)
    {
        _path = path;
        _start = start;
        _json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = depth });
    }

    /// <summary>Where the present token begins in the file.</summary>
    public readonly long Offset => _start + _json.TokenStartIndex;

    /// <summary>Enters an object.</summary>
    public void Enter(string what) => Next(JsonTokenType.StartObject, $"{what} as a JSON object");

    /// <summary>Moves to the next name of the object; false at its end.</summary>
    public bool NextName(out string name)
    {
        Read("a name or '}'");
        name = _json.TokenType == JsonTokenType.PropertyName ? Text("a name") : "";
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Reads a text.</summary>
    public string NextText(string what)
    {
        Next(JsonTokenType.String, $"{what} as a text");
        return Text(what);
    }

    /// <summary>Reads an array of whole numbers of 0 or more.</summary>
    public long[] NextSizes(string what, int longest)
    {
        Next(JsonTokenType.StartArray, $"{what} as an array");
        var sizes = new List<long>();
        while (true)
        {
            Read("a number or ']'");
            if (_json.TokenType == JsonTokenType.EndArray)
            {
                return [.. sizes];
            }

            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long size) || size < 0)
            {
                throw Unlike($"a whole number from 0 to {long.MaxValue} in {what}");
            }

            if (sizes.Count == longest)
            {
                throw Damage.At(_path, Offset, $"at most {longest.ToString(CultureInfo.InvariantCulture)} numbers in {what}", "more");
            }

            sizes.Add(size);
        }
    }

    /// <summary>Passes over a value of any kind.</summary>
    public void SkipValue()
    {
        try
        {
            Read("a value");
            _json.Skip();
        }
        catch (JsonException problem)
        {
            throw Syntax("a value", problem);
        }
    }

    /// <summary>Makes sure that nothing but white space follows.</summary>
    public void End()
    {
        try
        {
            if (_json.Read())
            {
                throw Unlike("the end of the JSON");
            }
        }
        catch (JsonException problem)
        {
            throw Syntax("the end of the JSON", problem);
        }
    }

    private void Next(JsonTokenType wanted, string what)
    {
        Read(what);
        if (_json.TokenType != wanted)
        {
            throw Unlike(what);
        }
    }

    private void Read(string what)
    {
        try
        {
            if (!_json.Read())
            {
                throw Damage.At(_path, _start + _json.BytesConsumed, what, "the end of the JSON");
            }
        }
        catch (JsonException problem)
        {
            throw Syntax(what, problem);
        }
    }

    private readonly string Text(string what)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException problem)
        {
            // An escape that stands for half a character only.
            throw Damage.At(_path, Offset, $"{what} of whole characters", "an escape of half a character", problem);
        }
    }

    private readonly InvalidDataException Unlike(string what) => Damage.At(_path, Offset, what, _json.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => $"a text of {_json.ValueSpan.Length.ToString(CultureInfo.InvariantCulture)} bytes",
        JsonTokenType.Number => $"the number {Damage.Quote(System.Text.Encoding.ASCII.GetString(_json.ValueSpan[..Math.Min(40, _json.ValueSpan.Length)]))}",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.EndObject => "'}'",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "']'",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        _ => "null",
    });

    private readonly InvalidDataException Syntax(string what, JsonException problem) =>
        Damage.At(_path, _start + _json.BytesConsumed, what, "text that is no JSON of the expected depth", problem);
}
