using DeepMetric.Lab.Claims;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The words, signs and colours of verdicts.</summary>
internal static class VerdictWords
{
    /// <summary>Writes a verdict as a coloured label; its sign tells it apart without colour.</summary>
    public static void WriteChip(Markup html, Verdict verdict)
    {
        (string sign, string words, string style) = verdict switch
        {
            Verdict.Supported => ("✓", "supported", "good"),
            Verdict.Contradicted => ("✗", "contradicted", "bad"),
            Verdict.SupportedExplainedByScale => ("≈", "supported, explained by scale", "partly"),
            Verdict.Mixed => ("±", "mixed", "partly"),
            Verdict.NoDifferenceShown => ("○", "no difference shown", "plain"),
            Verdict.TooFewSeeds => ("…", "too few seeds", "plain"),
            _ => ("–", "not tested", "plain"),
        };
        using (html.In("span", ("class", $"chip {style}")))
        {
            html.Element("span", sign, ("aria-hidden", "true"), ("class", "sign"));
            html.Element("span", words);
        }
    }

    /// <summary>The sign, the words and the class of how a number stands to its claim.</summary>
    public static (string Sign, string Words, string Style) Of(NumberOutcome outcome) => outcome switch
    {
        NumberOutcome.Agrees => ("✓", "agrees", "good"),
        NumberOutcome.Contradicts => ("✗", "contradicts", "bad"),
        NumberOutcome.NotShown => ("○", "not shown", "plain"),
        _ => ("–", "undefined", "plain"),
    };
}
