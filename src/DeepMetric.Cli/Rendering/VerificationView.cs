using DeepMetric.Cli.Data;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows whether the files of a data set are what they were.</summary>
internal static class VerificationView
{
    private const int NameWidth = 12;
    private const int MostNames = 20;

    /// <summary>Writes all lines.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was found.</param>
    public static void Write(IAnsiConsole console, VerificationReport report)
    {
        var lines = new FactLines(console, NameWidth);
        VerificationResult result = report.Result;
        lines.Write("data set", result.Name);
        lines.WriteWhole("folder", result.Folder);
        lines.Write("from", report.Imports.Select(ImportView.Record));
        lines.Write("files", $"{Words.Count(result.Files, "file")}, {Bytes.Words(result.Bytes)}");
        Differences(lines, "changed", result.Changed);
        Differences(lines, "missing", result.Missing);
        Differences(lines, "extra", result.Extra);
        lines.Write("manifest", result.ManifestWritten is null ? null : $"written: {result.ManifestWritten}");
        lines.Write(
            "verdict",
            !result.Compared ? "there was no manifest to compare with" : result.IsSound ? "every file is as the manifest says" : report.Holds ? "the files differed; they are the manifest's now" : "the files are not as the manifest says",
            result.IsSound && result.Compared ? Styles.Good : report.Holds ? Styles.Careful : Styles.Bad);
    }

    private static void Differences(FactLines lines, string name, FileDifferences differences)
    {
        if (differences.Count > 0)
        {
            string[] more = differences.Count > MostNames ? [$"and {Words.Count(differences.Count - MostNames, "file")} more (--json names all)"] : [];
            lines.Write(name, [Words.Count(differences.Count, "file"), .. differences.Names.Take(MostNames), .. more], Styles.Bad);
        }
    }
}
