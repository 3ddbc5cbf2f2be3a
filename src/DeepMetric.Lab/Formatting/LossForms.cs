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

    /// <summary>The form, margins and reduction of one experiment.</summary>
    /// <param name="spec">The comparison.</param>
    /// <param name="experiment">The experiment.</param>
    public static string Line(ComparisonSpec spec, ExperimentSpec experiment)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(experiment);
        IEnumerable<string> arms = spec.Arms.Select(arm => $"{arm.Name} {Describe(arm, experiment.Form)}");
        return $"{experiment.Form}: {string.Join("; ", arms)}; {Reduction(experiment.Form)}";
    }

    /// <summary>The form, losses and reduction of a training run, e.g. <c>author-code: triplet max(0, d_ap − d_an + 1); mean over all valid terms</c>.</summary>
    /// <param name="spec">The training run.</param>
    public static string Line(TrainingSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        IEnumerable<string> losses = spec.Losses.Select(part =>
            $"{(part.Weight == 1 ? string.Empty : part.Weight.ToString(CultureInfo.InvariantCulture) + " × ")}{part.Loss} {Describe(new ArmSpec { Name = part.Loss, Loss = part.Loss, Options = part.Options }, spec.Form)}");
        return $"{spec.Form}: {string.Join(" + ", losses)}; {Reduction(spec.Form)}";
    }

    private static string Describe(ArmSpec arm, string form)
    {
        string formula = (arm.Loss, form) switch
        {
            (ClaimPair.ContrastiveLoss, "pml") => $"d, max(0, {Margin(arm, "1")} − d)",
            (ClaimPair.ContrastiveLoss, _) => $"d², max(0, {Margin(arm, "1")} − d)²",
            (ClaimPair.TripletLoss, "paper") => $"max(0, d_ap² − d_an² + {Margin(arm, "1")})",
            (ClaimPair.TripletLoss, "pml") => $"max(0, d_ap − d_an + {Margin(arm, "0.05")})",
            (ClaimPair.TripletLoss, _) => $"max(0, d_ap − d_an + {Margin(arm, "1")})",
            _ => string.Empty,
        };

        // A margin has no place in the formula of a loss that is not known here, so it is listed as any other option.
        string options = string.Join(", ", arm.Options
            .Where(option => formula.Length == 0 || option.Key != MarginOption)
            .Select(option => $"{option.Key} = {Show(option.Value)}"));
        string loss = formula.Length == 0 && arm.Loss != arm.Name ? arm.Loss : formula;
        return string.Join(' ', new[] { loss, options.Length == 0 ? string.Empty : $"({options})" }.Where(part => part.Length > 0));
    }

    private static string Margin(ArmSpec arm, string byDefault) =>
        arm.Options.TryGetPropertyValue(MarginOption, out JsonNode? margin) && margin is not null ? Show(margin) : byDefault;

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
