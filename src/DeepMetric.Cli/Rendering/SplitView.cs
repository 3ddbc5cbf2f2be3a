using DeepMetric.Cli.Data;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows the splits that were saved.</summary>
internal static class SplitView
{
    private const int NameWidth = 12;

    /// <summary>Writes all lines.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was done.</param>
    public static void Write(IAnsiConsole console, SplitReport report)
    {
        var lines = new FactLines(console, NameWidth);
        lines.Write("data set", $"{report.Dataset}, {Words.Count(report.Items, "item")}");
        lines.Write("left out", report.Broken.Count == 0 ? null : $"{Words.Count(report.Broken.Count, "image")} that cannot be read, the first: {report.Broken.Names[0]}", Styles.Careful);
        foreach (SavedSplit split in report.Splits)
        {
            console.WriteLine();
            lines.Write("split", split.Name, Styles.Heading);
            foreach (PartFacts part in split.Parts)
            {
                lines.Write(part.Part, DatasetInfoView.Part(part));
            }

            lines.Write("in no part", split.Unassigned == 0 ? null : Words.Count(split.Unassigned, "item"));
            lines.Write("check", split.Finding, split.NeedsLeaksAllowed || split.Dropped > 0 ? Styles.Careful : Style.Plain);
            lines.Write("notes", split.Notes);
            lines.WriteWhole("SHA-256", split.Sha256);
            lines.WriteWhole("file", split.File);
        }

        console.WriteLine();
        lines.WriteWhole("to compare", report.Command);
    }
}
