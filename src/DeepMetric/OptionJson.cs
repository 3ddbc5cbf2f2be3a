using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DeepMetric;

/// <summary>Option records as JSON, for the catalogues: every value has a name, unknown names are refused.</summary>
internal static class OptionJson
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The defaults of a record with some values replaced.</summary>
    /// <param name="name">Whose options they are, for messages.</param>
    /// <param name="type">The record.</param>
    /// <param name="options">Values by name; null for none.</param>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static JsonObject Merge(string name, Type type, JsonObject? options)
    {
        JsonObject merged = JsonSerializer.SerializeToNode(Activator.CreateInstance(type), type, Json)!.AsObject();
        foreach ((string key, JsonNode? value) in options ?? [])
        {
            if (!merged.ContainsKey(key))
            {
                string known = merged.Count == 0 ? "none" : string.Join(", ", merged.Select(option => option.Key));
                throw new ArgumentException($"Expected an option of {name} ({known}), found '{key}'.", nameof(options));
            }

            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    /// <summary>Creates something from the options that its record reads from JSON.</summary>
    /// <exception cref="ArgumentException">A name is not known, or a value does not fit.</exception>
    public static T Create<T>(string name, Type type, JsonObject? options, Func<object, T> create)
    {
        JsonObject merged = Merge(name, type, options);
        try
        {
            return create(merged.Deserialize(type, Json)!);
        }
        catch (Exception problem) when (problem is JsonException or ValidationException or ArgumentException)
        {
            throw new ArgumentException($"The options of {name} do not fit: {problem.Message}", nameof(options), problem);
        }
    }
}
