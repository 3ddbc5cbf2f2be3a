using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Writes one JSON object, past everything that would wrap or colour it.</summary>
internal static class JsonOutput
{
    /// <summary>Writes a record.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="console">Where to.</param>
    /// <param name="value">The record.</param>
    public static void Write<T>(IAnsiConsole console, T value) => console.Profile.Out.Writer.Write(JsonFile.ToText(value));

    /// <summary>Writes what <c>results.json</c> holds, with the full paths <c>runFolder</c> and <c>report</c> before it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    /// <param name="layout">Where the run's files lie.</param>
    public static void Write(IAnsiConsole console, ComparisonResults results, RunLayout layout) =>
        Write(console, results, [("runFolder", layout.Folder), ("report", layout.ReportPath)]);

    /// <summary>Writes what <c>result.json</c> of a training run holds, with the full paths <c>runFolder</c> and <c>model</c> before it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="layout">Where the run's files lie.</param>
    public static void Write(IAnsiConsole console, TrainingResult result, TrainingLayout layout) =>
        Write(console, result, [("runFolder", layout.Folder), ("model", layout.ModelPath)]);

    private static void Write<T>(IAnsiConsole console, T value, (string Name, string Path)[] paths)
    {
        var document = new JsonObject();
        foreach ((string name, string path) in paths)
        {
            document[name] = Path.GetFullPath(path);
        }

        JsonObject content = JsonSerializer.SerializeToNode(value, LabJson.Indented)!.AsObject();
        foreach ((string name, JsonNode? member) in content.ToArray())
        {
            content.Remove(name);
            document[name] = member;
        }

        Write(console, document);
    }
}
