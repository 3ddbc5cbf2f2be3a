using System.Text.RegularExpressions;

namespace DeepMetric.Cli.Explaining.Pages;

/// <summary>Texts of documentation comments in Markdown: what stands between back-ticks stays code, nothing else is taken for markup.</summary>
internal static partial class MarkdownText
{
    /// <summary>A text as a paragraph.</summary>
    public static string Of(string text)
    {
        string[] parts = text.Split('`');
        return string.Join('`', parts.Select((part, i) => i % 2 == 1 ? part : Special().Replace(part, @"\$0")));
    }

    /// <summary>A text as a cell of a table.</summary>
    public static string Cell(string text) => Of(text).Replace("|", @"\|", StringComparison.Ordinal);

    // An underscore between letters is never markup.
    [GeneratedRegex(@"[\\*<\[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}{])")]
    private static partial Regex Special();
}
