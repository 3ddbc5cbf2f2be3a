using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The words, signs and colours of verdicts.</summary>
internal static class VerdictWords
{
    /// <summary>Writes a verdict as a coloured label; its sign tells it apart without colour.</summary>
    public static void WriteChip(Markup html, Verdict verdict)
    {
        (string sign, string style) = verdict switch
        {
            Verdict.Supported => ("✓", "good"),
            Verdict.Contradicted => ("✗", "bad"),
            Verdict.SupportedExplainedByScale => ("≈", "partly"),
            Verdict.Mixed => ("±", "partly"),
            Verdict.NoDifferenceShown => ("○", "plain"),
            Verdict.TooFewSeeds => ("…", "plain"),
            _ => ("–", "plain"),
        };
        using (html.In("span", ("class", $"chip {style}")))
        {
            html.Element("span", sign, ("aria-hidden", "true"), ("class", "sign"));
            html.Element("span", ResultFormat.Words(verdict));
        }
    }

    /// <summary>The sign and the class of how a number stands to its claim.</summary>
    public static (string Sign, string Style) Of(NumberOutcome outcome) => outcome switch
    {
        NumberOutcome.Agrees => ("✓", "good"),
        NumberOutcome.Contradicts => ("✗", "bad"),
        NumberOutcome.NotShown => ("○", "plain"),
        _ => ("–", "plain"),
    };
}
