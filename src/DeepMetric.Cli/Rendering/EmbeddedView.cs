using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Cli.Embedding;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows what was embedded, and where it lies.</summary>
internal static class EmbeddedView
{
    private const int ShownSkipped = 10;

    /// <summary>Writes the lines; or, as JSON, the record with the paths of the files before it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="record">What was written.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Write(IAnsiConsole console, EmbeddingRecord record, EmbedRequest request, TimeSpan elapsed)
    {
        string output = Path.GetFullPath(request.Job.OutputPath);
        string? labels = Path.GetExtension(output).Equals(".npy", StringComparison.OrdinalIgnoreCase) ? EmbeddingWriter.SidecarOf(output) : null;
        if (request.Json)
        {
            WriteJson(console, record, output, labels);
            return;
        }

        string classless = record.WithoutClass == 0 ? string.Empty
            : record.WithoutClass == record.Items ? "; without classes, so that labels read ?"
            : string.Create(CultureInfo.InvariantCulture, $"; {record.WithoutClass:N0} without a class, whose label reads ?");
        Line(console, $"{record.Dataset}{(record.Part == "all" ? string.Empty : $", {record.Part}")}: {Words.Count(record.Items, "item")}, {Words.Count(record.Dimension, "number")} each{classless}");
        foreach (string note in record.Notes)
        {
            Line(console, $"· {note}");
        }

        if (record.Skipped.Count > 0)
        {
            Line(console, $"! {Words.Count(record.Skipped.Count, "image")} could not be read and {(record.Skipped.Count == 1 ? "was" : "were")} left out:", Styles.Careful);
            foreach (SkippedItem item in record.Skipped.Take(ShownSkipped))
            {
                Line(console, $"  {item.Item}: {item.Reason}");
            }

            if (record.Skipped.Count > ShownSkipped)
            {
                Line(console, $"  and {record.Skipped.Count - ShownSkipped} more, all in the record");
            }
        }

        double perSecond = record.Items / Math.Max(elapsed.TotalSeconds, 1e-3);
        PathLine(console, "output", $"{output} ({Durations.Words(elapsed.TotalSeconds)}, {ProgressWords.Speed(perSecond)} items/s)");
        if (labels is not null)
        {
            PathLine(console, "labels", labels);
        }

        PathLine(console, "record", EmbeddingRun.RecordPathOf(output));
    }

    private static void WriteJson(IAnsiConsole console, EmbeddingRecord record, string output, string? labels)
    {
        var document = new JsonObject { ["output"] = output };
        if (labels is not null)
        {
            document["labels"] = labels;
        }

        document["record"] = EmbeddingRun.RecordPathOf(output);
        JsonObject content = JsonSerializer.SerializeToNode(record, LabJson.Indented)!.AsObject();
        foreach ((string name, JsonNode? value) in content.ToArray())
        {
            content.Remove(name);
            document[name] = value;
        }

        JsonOutput.Write(console, document);
    }

    private static void Line(IAnsiConsole console, string text, Style? style = null) => console.Write(new TrimmedLines(new Text(text, style ?? Style.Plain)));

    private static void PathLine(IAnsiConsole console, string name, string path) => console.Write(new Text($"{name,-9}{path}\n") { Overflow = Overflow.Fold });
}
