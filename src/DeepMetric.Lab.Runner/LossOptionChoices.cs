using System.Text.Json.Nodes;
using DeepMetric.Losses;

namespace DeepMetric.Lab.Runner;

/// <summary>Puts together what was chosen for a loss.</summary>
internal static class LossOptionChoices
{
    /// <summary>The options of a loss that were chosen, wherever they were.</summary>
    /// <param name="loss">The loss's name.</param>
    /// <param name="own">Options that came with the loss.</param>
    /// <param name="options">Options by loss name; they go before its own.</param>
    /// <param name="margins">Margins by loss name.</param>
    /// <exception cref="ArgumentException">A margin was given twice.</exception>
    public static JsonObject Merged(string loss, JsonObject own, IReadOnlyDictionary<string, JsonObject> options, IReadOnlyDictionary<string, double> margins)
    {
        var merged = (JsonObject)own.DeepClone();
        foreach ((string name, JsonNode? value) in options.GetValueOrDefault(loss) ?? [])
        {
            merged[name] = value?.DeepClone();
        }

        if (margins.TryGetValue(loss, out double margin))
        {
            string? property = LossCatalog.Find(loss).MarginOption;
            if (options.GetValueOrDefault(loss) is { } given && given.Any(option => option.Key == "margin" || option.Key == property))
            {
                throw new ArgumentException($"Expected one margin of {loss}, found two: as a margin and among its options.");
            }

            merged["margin"] = margin;
        }

        return merged;
    }

    /// <summary>Checks a loss's name and options, and that it can be trained on labelled batches, without any work.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void Check(string loss, LossForm form, JsonObject options)
    {
        using MetricLoss created = LossCatalog.Create(loss, new LossSetting(form, new LossDimensions(1, 1)), options);
        if (created.Traits.HasFlag(LossTraits.TwoViews))
        {
            throw new ArgumentException($"Expected a loss over labelled items, found '{loss}', which compares two views of each item.");
        }
    }

    /// <summary>Whether the form decides anything of a loss.</summary>
    public static bool HasForms(string loss) =>
        Enum.GetValues<LossForm>().Select(form => LossCatalog.OptionsOf(loss, form).ToJsonString()).Distinct().Skip(1).Any();
}
