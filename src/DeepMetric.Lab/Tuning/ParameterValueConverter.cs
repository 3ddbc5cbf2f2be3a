using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepMetric.Lab.Tuning;

/// <summary>A value of a parameter as a JSON number, string, true or false.</summary>
internal sealed class ParameterValueConverter : JsonConverter<ParameterValue>
{
    public override ParameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType other => throw new JsonException($"Expected a number, a string, true or false, found {other}."),
    };

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options)
    {
        if (value.Number is double number)
        {
            writer.WriteNumberValue(number);
        }
        else if (value.Flag is bool flag)
        {
            writer.WriteBooleanValue(flag);
        }
        else
        {
            writer.WriteStringValue(value.Text ?? throw new JsonException("Expected a number, a word or a flag, found a value that was never set."));
        }
    }
}
