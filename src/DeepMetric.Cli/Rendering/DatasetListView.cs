using System.Globalization;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows the data sets of the catalogue: a table, then where they are and how to get the others.</summary>
internal static class DatasetListView
{
    private const int NameWidth = 17;

    /// <summary>Draws the list.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="program">How the program is called.</param>
    /// <param name="entries">The data sets.</param>
    public static void Write(IAnsiConsole console, string program, IReadOnlyList<DatasetEntry> entries)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in (string[])["data set", "what it shows", "items", "classes", "training / test", "licence", "state"])
        {
            table.AddColumn(new TableColumn(new Text(column, Styles.Quiet)) { Padding = new Padding(0, 0, 1, 0), NoWrap = column is "data set" or "items" or "classes" or "state", Alignment = column is "items" or "classes" ? Justify.Right : Justify.Left });
        }

        foreach (DatasetEntry entry in entries)
        {
            Style style = entry.IsAvailable ? Styles.Good : Styles.Quiet;
            table.AddRow(
                new Text(entry.Name),
                new Text(entry.Shows),
                new Text(entry.Items.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(entry.Classes.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(entry.Parts),
                new Text(entry.Licence),
                new Text(State(entry), style));
        }

        console.Write(new TrimmedLines(table));
        console.Write(new TrimmedLines(new Text("Items, classes and parts are as published, or as the field divides them; 'data info' counts what is there.", Styles.Quiet)));
        var lines = new FactLines(console, NameWidth);
        Section(console, "Found", null, entries.Where(entry => entry.Folder is not null), entry => lines.WriteWhole(entry.Name, entry.Folder));
        Section(console, "There, but not right", null, entries.Where(entry => entry.IsDamaged), entry => lines.Write(entry.Name, entry.HowToGet));
        DatasetEntry[] missing = [.. entries.Where(entry => entry is { IsAvailable: false, IsDamaged: false })];
        Section(console, "To download", $"{program} data download NAME {DataRoots.Option} DIR", missing.Where(entry => entry.IsDownloadable), entry =>
            lines.Write(entry.Name, entry.DownloadBytes is long bytes ? Bytes.Words(bytes) : "size not published"));
        Section(console, "To get by hand, then", $"{program} data import FILE... --as NAME {DataRoots.Option} DIR", missing.Where(entry => !entry.IsDownloadable), entry => lines.Write(entry.Name, entry.HowToGet));
    }

    private static string State(DatasetEntry entry) =>
        entry.IsBuiltIn ? "built in" : entry.IsAvailable ? "found" : entry.IsDamaged ? "damaged" : entry.IsDownloadable ? "download" : "by hand";

    private static void Section(IAnsiConsole console, string heading, string? command, IEnumerable<DatasetEntry> entries, Action<DatasetEntry> write)
    {
        DatasetEntry[] all = [.. entries];
        if (all.Length == 0)
        {
            return;
        }

        console.WriteLine();
        console.Write(new Text(heading, Styles.Heading));
        console.Profile.Out.Writer.WriteLine(command is null ? string.Empty : $": {command}");
        foreach (DatasetEntry entry in all)
        {
            write(entry);
        }
    }
}
