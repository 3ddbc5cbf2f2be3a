using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DeepMetric.Losses;

/// <summary>The losses by name.</summary>
public static class LossCatalog
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private static readonly Entry[] Entries =
    [
        new("contrastive", "negativeMargin", typeof(ContrastiveLossOptions), (form, options) => ContrastiveLoss.Create(form, (ContrastiveLossOptions)options), form => ContrastiveLossOptions.Of(form)),
        new("triplet", "margin", typeof(TripletMarginLossOptions), (form, options) => TripletMarginLoss.Create(form, (TripletMarginLossOptions)options), form => TripletMarginLossOptions.Of(form)),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Creates a loss in a form that is in use.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="form">The form.</param>
    /// <param name="options">Options that differ from the form's, as JSON: <c>margin</c>, or any property of the loss's option record.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, or a value does not fit.</exception>
    public static MetricLoss Create(string name, LossForm form, JsonObject? options = null)
    {
        Entry entry = Entries.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw new ArgumentException($"Expected one of the losses {string.Join(", ", Names)}, found '{name}'.", nameof(name));
        JsonObject merged = JsonSerializer.SerializeToNode(entry.Defaults(form), entry.OptionsType, Json)!.AsObject();
        foreach ((string key, JsonNode? value) in options ?? [])
        {
            string property = key == "margin" ? entry.MarginProperty : key;
            if (!merged.ContainsKey(property))
            {
                throw new ArgumentException($"Expected an option of {name} ({string.Join(", ", merged.Select(option => option.Key).Prepend("margin").Distinct())}), found '{key}'.", nameof(options));
            }

            merged[property] = value?.DeepClone();
        }

        try
        {
            return entry.Create(form, merged.Deserialize(entry.OptionsType, Json)!);
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"The options of {name} do not fit: {problem.Message}", nameof(options), problem);
        }
    }

    private sealed record Entry(string Name, string MarginProperty, Type OptionsType, Func<LossForm, object, MetricLoss> Create, Func<LossForm, object> Defaults);
}
