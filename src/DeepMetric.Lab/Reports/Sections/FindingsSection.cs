using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>What a careful reader would object to.</summary>
internal static class FindingsSection
{
    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        using (Section.Open(html, "findings", "Findings", "What a careful reader should keep in mind about this run."))
        {
            if (model.Results.Findings.Count == 0)
            {
                html.Element("p", "None.");
                return;
            }

            using (html.In("ul", ("class", "findings")))
            {
                foreach (Finding finding in model.Results.Findings.OrderByDescending(finding => finding.Severity))
                {
                    WriteFinding(html, finding);
                }
            }
        }
    }

    /// <summary>Writes how much a finding matters.</summary>
    public static void WriteChip(Markup html, Severity severity)
    {
        bool isWarning = severity == Severity.Warning;
        using (html.In("span", ("class", isWarning ? "chip partly" : "chip plain")))
        {
            html.Element("span", isWarning ? "!" : "i", ("class", "sign"), ("aria-hidden", "true"));
            html.Element("span", isWarning ? "warning" : "note");
        }
    }

    private static void WriteFinding(Markup html, Finding finding)
    {
        using (html.In("li"))
        {
            WriteChip(html, finding.Severity);
            using (html.In("div"))
            {
                html.Element("b", finding.Id);
                if (finding.Metric is { } metric)
                {
                    html.Text($" ({MetricCatalog.All.FirstOrDefault(known => known.Id == metric)?.Title ?? metric})");
                }

                html.Text(": " + finding.Message);
            }
        }
    }
}
