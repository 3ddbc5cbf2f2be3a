using System.ComponentModel.DataAnnotations;
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
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>All losses, in the order to show them.</summary>
    public static IReadOnlyList<LossEntry> Entries { get; } =
    [
        LossEntry.InForms("contrastive", typeof(ContrastiveLoss), ContrastiveLossOptions.Of, ContrastiveLoss.Create) with { MarginOption = "negativeMargin", Unit = TermUnit.Pair },
        LossEntry.InForms("triplet", typeof(TripletMarginLoss), TripletMarginLossOptions.Of, TripletMarginLoss.Create) with { MarginOption = "margin", Unit = TermUnit.Triplet },
        LossEntry.Of<NTXentLossOptions>("ntxent", typeof(NTXentLoss), options => new NTXentLoss(options)),
        LossEntry.Of<SupConLossOptions>("supcon", typeof(SupConLoss), options => new SupConLoss(options)),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static LossEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the losses {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The options of a loss as JSON, with every value.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="form">The form whose defaults are meant.</param>
    /// <param name="options">Options that differ from them: <c>margin</c>, or any property of the loss's option record.</param>
    /// <exception cref="ArgumentException">The name or an option is not known.</exception>
    public static JsonObject OptionsOf(string name, LossForm form, JsonObject? options = null)
    {
        LossEntry entry = Find(name);
        JsonObject merged = JsonSerializer.SerializeToNode(entry.Defaults(form), entry.OptionsType, Json)!.AsObject();
        foreach ((string key, JsonNode? value) in options ?? [])
        {
            string property = key == "margin" ? entry.MarginOption ?? key : key;
            if (!merged.ContainsKey(property))
            {
                IEnumerable<string> known = merged.Select(option => option.Key).Concat(entry.MarginOption is null ? [] : ["margin"]).Distinct();
                throw new ArgumentException($"Expected an option of {name} ({string.Join(", ", known)}), found '{key}'.", nameof(options));
            }

            merged[property] = value?.DeepClone();
        }

        return merged;
    }

    /// <summary>Creates a loss.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="setting">The form, and what a loss with weights has to know.</param>
    /// <param name="options">Options that differ from the form's, as JSON: <c>margin</c>, or any property of the loss's option record.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, a value does not fit, or a loss with weights was given no dimensions.</exception>
    public static MetricLoss Create(string name, LossSetting setting, JsonObject? options = null)
    {
        ArgumentNullException.ThrowIfNull(setting);
        LossEntry entry = Find(name);
        JsonObject merged = OptionsOf(name, setting.Form, options);
        try
        {
            return entry.Factory(setting, merged.Deserialize(entry.OptionsType, Json)!);
        }
        catch (Exception problem) when (problem is JsonException or ValidationException)
        {
            throw new ArgumentException($"The options of {name} do not fit: {problem.Message}", nameof(options), problem);
        }
    }

    /// <summary>Checks a name and its options without creating anything.</summary>
    /// <exception cref="ArgumentException">The name or an option is not known, or a value does not fit.</exception>
    public static void Check(string name, LossForm form, JsonObject? options = null) =>
        Create(name, new LossSetting(form, new LossDimensions(1, 1)), options).Dispose();
}
