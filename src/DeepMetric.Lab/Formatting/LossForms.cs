using System.Globalization;
using System.Text.Json.Nodes;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Formatting;

/// <summary>Says which form of the losses was trained: the first line of every report.</summary>
public static class LossForms
{
    private const string MarginOption = "margin";

    /// <summary>
    /// The form, margins and reduction of the first experiment, e.g.
    /// <c>author-code: contrastive d², max(0, 1 − d)²; triplet max(0, d_ap − d_an + 1); mean over all valid terms</c>.
    /// </summary>
    /// <param name="spec">The comparison.</param>
    /// <exception cref="ArgumentException">The comparison has no experiment.</exception>
    public static string FirstLine(ComparisonSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Experiments.Count > 0
            ? Line(spec, spec.Experiments[0])
            : throw new ArgumentException("Expected a comparison with an experiment, found none.", nameof(spec));
    }

    /// <summary>The form, margins and reduction of one experiment; losses that have one form alone come last, with their options.</summary>
    /// <param name="spec">The comparison.</param>
    /// <param name="experiment">The experiment.</param>
    public static string Line(ComparisonSpec spec, ExperimentSpec experiment)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(experiment);
        ArmSpec[] arms = [.. spec.ArmsOf(experiment)];
        return Line(
            experiment.Form,
            "; ",
            [.. arms.Where(arm => HasForms(arm.Loss)).Select(arm => $"{arm.Name} {Formula(arm.Loss, arm.Options, experiment.Form)}")],
            [.. arms.Where(arm => !HasForms(arm.Loss)).Select(arm => Named(arm.Name, arm.Loss, arm.Settings.GetValueOrDefault(experiment.Form) ?? arm.Options))]);
    }

    /// <summary>The form, losses and reduction of a training run, e.g. <c>author-code: triplet max(0, d_ap − d_an + 1); mean over all valid terms</c>.</summary>
    /// <param name="spec">The training run.</param>
    public static string Line(TrainingSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        static string Weighted(LossPartSpec part) => part.Weight == 1 ? part.Loss : $"{part.Weight.ToString(CultureInfo.InvariantCulture)} × {part.Loss}";
        return Line(
            spec.Form,
            " + ",
            [.. spec.Losses.Where(part => HasForms(part.Loss)).Select(part => $"{Weighted(part)} {Formula(part.Loss, part.Options, spec.Form)}")],
            [.. spec.Losses.Where(part => !HasForms(part.Loss)).Select(part => Named(Weighted(part), part.Loss, part.Settings.Count > 0 ? part.Settings : part.Options))]);
    }

    private static string Line(string form, string separator, string[] formed, string[] others)
    {
        string first = formed.Length == 0 ? string.Empty : $"{form}: {string.Join(separator, formed)}; {Reduction(form)}";
        string reduction = others.Length == 1 ? "with its own reduction" : "each with its own reduction";
        string rest = others.Length == 0 ? string.Empty : $"{string.Join(separator == "; " ? ", " : separator, others)}; {reduction}";
        return string.Join(separator == "; " ? ". " : separator, new[] { first, rest }.Where(part => part.Length > 0));
    }

    private static bool HasForms(string loss) => loss is ClaimPair.ContrastiveLoss or ClaimPair.TripletLoss;

    /// <summary>A loss that has one form, with its options; its own name where the arm has another.</summary>
    private static string Named(string name, string loss, JsonObject options)
    {
        string shown = name == loss || name.EndsWith(" " + loss, StringComparison.Ordinal) ? name : $"{name} {loss}";
        return options.Count == 0 ? shown : $"{shown} ({Listed(options)})";
    }

    private static string Formula(string loss, JsonObject options, string form)
    {
        string formula = (loss, form) switch
        {
            (ClaimPair.ContrastiveLoss, "pml") => $"d, max(0, {Margin(options, "1")} − d)",
            (ClaimPair.ContrastiveLoss, _) => $"d², max(0, {Margin(options, "1")} − d)²",
            (_, "paper") => $"max(0, d_ap² − d_an² + {Margin(options, "1")})",
            (_, "pml") => $"max(0, d_ap − d_an + {Margin(options, "0.05")})",
            _ => $"max(0, d_ap − d_an + {Margin(options, "1")})",
        };
        string others = Listed(options.Where(option => option.Key != MarginOption));
        return others.Length == 0 ? formula : $"{formula} ({others})";
    }

    private static string Listed(IEnumerable<KeyValuePair<string, JsonNode?>> options) => string.Join(", ", options.Select(option => $"{option.Key} = {Show(option.Value)}"));

    private static string Margin(JsonObject options, string byDefault) =>
        options.TryGetPropertyValue(MarginOption, out JsonNode? margin) && margin is not null ? Show(margin) : byDefault;

    private static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue number when number.TryGetValue(out double real) => real.ToString("R", CultureInfo.InvariantCulture),
        JsonValue text when text.TryGetValue(out string? words) => words,
        _ => value.ToJsonString(),
    };

    private static string Reduction(string form) =>
        form == "pml" ? "mean over terms above 0 (contrastive: positive and negative pairs apart)" : "mean over all valid terms";
}
