namespace DeepMetric.Lab.Reports.Studies;

/// <summary>Writes the report of a study: as one HTML page, and the same in Markdown.</summary>
/// <remarks>
/// The page is self-contained and well-formed XML: no scripts, no fonts, no pictures from elsewhere; its links lead into itself and to the units beside it. The Markdown has the
/// same tables and sentences without the charts. The same input gives the same text, whatever the current culture.
/// </remarks>
public static class StudyReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="writer">Receives the text; lines end with a line feed.</param>
    /// <param name="input">The records to show.</param>
    public static void WriteHtml(TextWriter writer, StudyReportInput input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var model = new StudyModel(input);
        Page.Write(writer, model.File.Name, html => StudyPage.Write(html, model));
    }

    /// <summary>Writes the Markdown.</summary>
    /// <param name="writer">Receives the text; lines end with a line feed.</param>
    /// <param name="input">The records to show.</param>
    public static void WriteMarkdown(TextWriter writer, StudyReportInput input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        StudyMarkdown.Write(writer, new StudyModel(input));
    }
}
