using DeepMetric.Lab.Reports.Sections;

namespace DeepMetric.Lab.Reports;

/// <summary>Writes a comparison as one HTML page.</summary>
/// <remarks>
/// The page is self-contained: no scripts, no fonts, no pictures from elsewhere. It is also well-formed XML. The same input gives the
/// same text, whatever the current culture.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="writer">Receives the text; lines end with a line feed.</param>
    /// <param name="input">The records to show.</param>
    /// <exception cref="ArgumentException">The specification has no experiment or no arm.</exception>
    public static void Write(TextWriter writer, ReportInput input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var model = new ReportModel(input);
        Page.Write(writer, HeaderSection.Title(model), html => WriteBody(html, model));
    }

    private static void WriteBody(Markup html, ReportModel model)
    {
        HeaderSection.Write(html, model);
        using (html.In("main"))
        {
            RecommendationSection.Write(html, model);
            ResultTableSection.Write(html, model);
            VerdictSection.Write(html, model);
            TrainingSection.Write(html, model);
            VarianceSection.Write(html, model);
            ShowcaseSection.Write(html, model);
            FineDetailSection.Write(html, model);
            AllNumbersSection.Write(html, model);
            FindingsSection.Write(html, model);
            SettingsSection.Write(html, model);
        }
    }
}
