using DeepMetric.Cli.Data;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows where a data set comes from, and what an import brought.</summary>
internal static class ImportView
{
    private const int NameWidth = 17;

    /// <summary>Shows a source with its licence.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="source">The source.</param>
    public static void Begin(IAnsiConsole console, DatasetSource source)
    {
        var lines = new FactLines(console, NameWidth);
        lines.Write("data set", source.Title, Styles.Heading);
        lines.WriteWhole("page", source.Homepage.ToString());
        lines.Write("licence", source.Licence);
        lines.Write("terms", source.Terms);
        lines.Write("files", source.Files.Select(file => $"{file.FileName}, {(file.Size is long size ? Bytes.Words(size) : "size not published")}"));
        lines.Write("in all", source.Size is long all && source.Files.Count > 1 ? Bytes.Words(all) : null);
        console.WriteLine();
    }

    /// <summary>Shows what came of an import.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was done.</param>
    public static void End(IAnsiConsole console, ImportReport report)
    {
        var lines = new FactLines(console, NameWidth);
        ImportResult import = report.Import;
        lines.Write("imported", $"{Words.Count((int)Math.Min(int.MaxValue, import.Files), "file")}, {Bytes.Words(import.Bytes)}");
        lines.Write("from", import.Records.Select(Record));
        lines.WriteWhole("to", import.Folder);
        lines.Write("taken away", import.StrippedFolders.Count == 0 ? null : $"the folders around the data: {string.Join(", ", import.StrippedFolders)}");
        lines.Write("left out", import.SkippedFiles == 0 ? null : $"{Words.Count((int)import.SkippedFiles, "file")} that other programs add");
        lines.Write("not portable", import.NonPortableNames == 0 ? null : $"{Words.Count((int)import.NonPortableNames, "name")} that Windows could not hold");
        if (report.Found is { } found)
        {
            DatasetInfoView.WriteCounts(lines, found);
            lines.Write("notes", found.Notes);
            lines.WriteWhole("to compare", report.Command);
        }
        else
        {
            lines.Write("not whole yet", $"{report.Problem} Import what is missing with --merge.", Styles.Careful);
        }
    }

    /// <summary>Such as <c>cars_train.tgz (tar.gz, 933.9 MiB, the official file)</c>.</summary>
    /// <param name="record">Where a part of a data set came from.</param>
    public static string Record(ImportRecord record)
    {
        string official = record.Official switch
        {
            true => ", the official file",
            false => ", of other bytes than the official file",
            _ => "",
        };
        return $"{record.Source} ({record.Kind}, {Bytes.Words(record.Bytes)}{official})";
    }
}
