using System.Text;

namespace DeepMetric.Lab.Reports;

/// <summary>The report's style sheet, which travels inside the assembly.</summary>
internal static class StyleSheet
{
    private const string Resource = "DeepMetric.Lab.Reports.report.css";

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>The rules, with line feeds.</summary>
    public static string Text => Loaded.Value;

    private static string Load()
    {
        using Stream stream = typeof(StyleSheet).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks the resource '{Resource}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
