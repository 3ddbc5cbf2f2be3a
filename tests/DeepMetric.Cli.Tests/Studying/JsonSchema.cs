using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DeepMetric.Cli.Tests.Studying;

/// <summary>Says what a JSON value has against a schema of draft 2020-12 that uses only the keywords known here.</summary>
internal sealed class JsonSchema(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description", "default"];

    private static readonly string[] Checked =
    [
        "$ref", "type", "const", "enum", "required", "additionalProperties", "properties", "items", "minItems", "uniqueItems", "minLength", "pattern", "minimum", "exclusiveMinimum", "maximum",
        "exclusiveMaximum",
    ];

    /// <summary>The keywords that this validator does not know, in any part of the schema.</summary>
    public IEnumerable<string> UnknownKeywords() => Parts(root).SelectMany(part => part.Select(member => member.Key)).Except([.. Annotations, .. Checked]);

    /// <summary>What is wrong with a value, a line each; none if it is valid.</summary>
    public IReadOnlyList<string> Problems(JsonNode? value) => [.. Problems(root, value, "$")];

    /// <summary>The schema that a reference leads to.</summary>
    public JsonObject Follow(JsonObject schema)
    {
        while (schema["$ref"] is JsonValue reference)
        {
            string name = reference.GetValue<string>();
            Assert.StartsWith("#/$defs/", name, StringComparison.Ordinal);
            schema = root["$defs"]![name["#/$defs/".Length..]]!.AsObject();
        }

        return schema;
    }

    private static IEnumerable<JsonObject> Parts(JsonObject schema)
    {
        yield return schema;
        IEnumerable<JsonNode?> nested = [.. schema["$defs"]?.AsObject().Select(member => member.Value) ?? [], .. schema["properties"]?.AsObject().Select(member => member.Value) ?? [], schema["items"]];
        foreach (JsonObject part in nested.OfType<JsonObject>().SelectMany(Parts))
        {
            yield return part;
        }
    }

    private IEnumerable<string> Problems(JsonObject schema, JsonNode? value, string path)
    {
        IEnumerable<string> own = [.. OfKind(schema, value), .. OfNumber(schema, value), .. OfText(schema, value)];
        IEnumerable<string> nested = value switch
        {
            JsonObject members => OfMembers(schema, members, path),
            JsonArray items => OfItems(schema, items, path),
            _ => [],
        };
        IEnumerable<string> referred = schema["$ref"] is null ? [] : Problems(Follow(schema), value, path);
        return [.. own.Select(problem => $"{path}: {problem}"), .. nested, .. referred];
    }

    private static IEnumerable<string> OfKind(JsonObject schema, JsonNode? value)
    {
        string[] types = schema["type"] switch { JsonArray several => [.. several.Select(type => type!.GetValue<string>())], JsonValue one => [one.GetValue<string>()], _ => [] };
        if (types.Length > 0 && !types.Any(type => IsOf(type, value)))
        {
            yield return $"expected {string.Join(" or ", types)}";
        }

        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
        {
            yield return $"expected {constant}";
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            yield return $"expected one of {choices.ToJsonString()}";
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => NumberOf(value!) == Math.Floor(NumberOf(value!)),
        _ => false,
    };

    private static IEnumerable<string> OfNumber(JsonObject schema, JsonNode? value)
    {
        if (value?.GetValueKind() != JsonValueKind.Number)
        {
            yield break;
        }

        double number = NumberOf(value);
        (string Keyword, Func<double, bool> Holds)[] bounds =
        [
            ("minimum", bound => number >= bound), ("exclusiveMinimum", bound => number > bound), ("maximum", bound => number <= bound), ("exclusiveMaximum", bound => number < bound),
        ];
        foreach ((string keyword, Func<double, bool> holds) in bounds)
        {
            if (schema[keyword] is { } bound && !holds(NumberOf(bound)))
            {
                yield return $"{keyword} {bound}";
            }
        }
    }

    private static IEnumerable<string> OfText(JsonObject schema, JsonNode? value)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            yield break;
        }

        string text = value.GetValue<string>();
        if (schema["minLength"] is { } least && text.Length < NumberOf(least))
        {
            yield return $"minLength {least}";
        }

        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.GetValue<string>()))
        {
            yield return $"pattern {pattern}";
        }
    }

    private IEnumerable<string> OfMembers(JsonObject schema, JsonObject members, string path)
    {
        JsonObject known = schema["properties"]?.AsObject() ?? [];
        IEnumerable<string> missing = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).Where(name => !members.ContainsKey(name)) ?? [];
        IEnumerable<string> unknown = schema["additionalProperties"]?.GetValue<bool>() == false ? members.Select(member => member.Key).Where(name => !known.ContainsKey(name)) : [];
        return
        [
            .. missing.Select(name => $"{path}: {name} is missing"),
            .. unknown.Select(name => $"{path}: {name} is unknown"),
            .. members.Where(member => known.ContainsKey(member.Key)).SelectMany(member => Problems(known[member.Key]!.AsObject(), member.Value, $"{path}.{member.Key}")),
        ];
    }

    private IEnumerable<string> OfItems(JsonObject schema, JsonArray items, string path)
    {
        IEnumerable<string> problems = schema["items"] is JsonObject each ? items.SelectMany((item, place) => Problems(each, item, $"{path}[{place}]")) : [];
        bool few = schema["minItems"] is { } least && items.Count < NumberOf(least);
        bool twice = schema["uniqueItems"]?.GetValue<bool>() == true && items.Select(item => item?.ToJsonString()).Distinct().Count() < items.Count;
        return [.. problems, .. few ? [$"{path}: too few items"] : (string[])[], .. twice ? [$"{path}: an item twice"] : (string[])[]];
    }

    private static double NumberOf(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
}
