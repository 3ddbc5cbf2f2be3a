using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>What to use, in a few sentences, before everything else.</summary>
internal static class RecommendationSection
{
    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        using (html.In("section", ("id", "recommendation"), ("class", "callout"), ("aria-labelledby", "recommendation-title")))
        {
            html.Element("h2", model.Results.Recommendation.Arm is { } arm ? $"Recommendation: {arm}" : "Recommendation", ("id", "recommendation-title"));
            html.Element("p", model.Results.Recommendation.Text);
            int warnings = model.Results.Findings.Count(finding => finding.Severity == Severity.Warning);
            if (warnings > 0)
            {
                using (html.In("p", ("class", "small")))
                {
                    html.Text("Read it with ");
                    html.Element("a", warnings == 1 ? "one warning" : $"{Numerals.Count(warnings)} warnings", ("href", "#findings"));
                    html.Text(" in mind.");
                }
            }
        }
    }
}
