using System.Text;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Reporting;

/// <summary>Renders the report of a finished run from its folder.</summary>
internal static class ReportService
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Renders the report of the run in a folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="UsageException">There is no such folder, it holds no run, or the run is not finished.</exception>
    /// <exception cref="RunStoreException">A file is missing, or cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static WrittenReport Render(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"expected a run folder, found no folder '{folder}'.");
        }

        var layout = new RunLayout(folder);
        if (!layout.IsFinished)
        {
            throw new UsageException(layout.IsStarted
                ? $"expected a finished run, found an unfinished one in '{folder}': go on with it by compare --resume --out, with the options it was started with."
                : $"expected a run folder, found no results.json in '{folder}'.");
        }

        Write(layout);
        return new WrittenReport(Path.GetFullPath(folder), Path.GetFullPath(layout.ReportPath));
    }

    /// <summary>Writes the report of a finished run.</summary>
    /// <param name="layout">Where its files lie.</param>
    public static void Write(RunLayout layout)
    {
        ReportInput input = Read(layout);
        AtomicFile.Write(layout.ReportPath, stream =>
        {
            using var writer = new StreamWriter(stream, Utf8, bufferSize: -1, leaveOpen: true);
            HtmlReport.Write(writer, input);
        });
    }

    private static ReportInput Read(RunLayout layout)
    {
        ComparisonResults results = layout.ReadResults();
        var steps = new Dictionary<UnitKey, IReadOnlyList<StepRecord>>();
        var epochs = new Dictionary<UnitKey, IReadOnlyList<EpochRecord>>();
        var showcases = new Dictionary<UnitKey, Showcase>();
        foreach (UnitKey key in results.Units.Select(unit => unit.Key))
        {
            UnitLayout unit = layout.Unit(key);
            steps[key] = unit.ReadSteps();
            epochs[key] = unit.ReadEpochs();
            if (unit.ReadShowcase() is Showcase showcase)
            {
                showcases[key] = showcase;
            }
        }

        return new ReportInput(results, steps, epochs, showcases, [.. EnvironmentPairs.Of(layout.ReadEnvironment(), layout.ReadTimings())]);
    }
}
