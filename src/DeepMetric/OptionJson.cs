using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DeepMetric;

/// <summary>Option records as JSON, for the catalogues: every value has a name, unknown names are refused.</summary>
internal static class OptionJson
{
    private const string Margin = "margin";

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
    public static JsonObject Merge(string name, Type type, JsonObject? options) => Merge(name, Activator.CreateInstance(type)!, options);

    /// <summary>Given defaults with some values replaced.</summary>
    /// <param name="name">Whose options they are, for messages.</param>
    /// <param name="defaults">The record with its defaults.</param>
    /// <param name="options">Values by name; null for none.</param>
    /// <param name="marginOption">The option that the name <c>margin</c> stands for; null for none.</param>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static JsonObject Merge(string name, object defaults, JsonObject? options, string? marginOption = null)
    {
        JsonObject merged = JsonSerializer.SerializeToNode(defaults, defaults.GetType(), Json)!.AsObject();
        foreach ((string key, JsonNode? value) in options ?? [])
        {
            string option = key == Margin ? marginOption ?? key : key;
            if (!merged.ContainsKey(option))
            {
                string[] known = [.. merged.Select(entry => entry.Key).Concat(marginOption is null ? [] : [Margin]).Distinct()];
                throw new ArgumentException($"Expected an option of {name} ({(known.Length == 0 ? "none" : string.Join(", ", known))}), found '{key}'.", nameof(options));
            }

            merged[option] = value?.DeepClone();
        }

        return merged;
    }

    /// <summary>Creates something from the options that its record reads from JSON.</summary>
    /// <exception cref="ArgumentException">A name is not known, or a value does not fit.</exception>
    public static T Create<T>(string name, Type type, JsonObject? options, Func<object, T> create) => Read(name, type, Merge(name, type, options), create);

    /// <summary>Creates something from options of which every value is there.</summary>
    /// <exception cref="ArgumentException">A value does not fit.</exception>
    public static T Read<T>(string name, Type type, JsonObject merged, Func<object, T> create)
    {
        try
        {
            return create(merged.Deserialize(type, Json)!);
        }
        catch (Exception problem) when (problem is JsonException or ValidationException or ArgumentException)
        {
            throw new ArgumentException($"The options of {name} do not fit: {problem.Message}", nameof(merged), problem);
        }
    }
}
