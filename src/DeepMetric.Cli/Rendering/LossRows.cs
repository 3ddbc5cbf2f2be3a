using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>The table of a comparison of many arms: a row per arm and baseline, a column per number, in as many parts as the width asks for.</summary>
internal static class LossRows
{
    private const string BetterMark = "▲";
    private const string CeilingMark = "ceiling";
    private const int CellWidth = 16;
    private const int Gap = 3;
    private const int LongestName = 24;

    private static readonly (string Experiment, string[] Metrics)[] Blocks =
    [
        (ExperimentSpec.Main, [MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.RPrecision, MetricCatalog.LinearProbe, MetricCatalog.KnnAccuracy, MetricCatalog.Nmi]),
        (ExperimentSpec.Main, [MetricCatalog.Intra, MetricCatalog.Inter, MetricCatalog.ScaleFreeRatio]),
        (ExperimentSpec.Fine, [MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.CoarseRecallAt1]),
    ];

    /// <summary>Draws the table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    public static void Write(IAnsiConsole console, ComparisonResults results)
    {
        string[] rows = [.. results.Spec.Arms.Select(arm => arm.Name), BaselineResult.UntrainedNet, BaselineResult.RawInput];
        int names = rows.Max(row => Math.Min(LongestName, row.Length)) + 4;
        foreach ((string experiment, string[] metrics) in Blocks)
        {
            string[] recorded = [.. metrics.Where(metric => results.Spec.Arms.Any(arm => results.Summary(experiment, arm.Name, metric) is not null))];
            if (recorded.Length == 0)
            {
                continue;
            }

            // As many parts as the width asks for, of about equal size.
            int cell = Math.Max(CellWidth, recorded.Max(metric => NumberNames.Of(experiment, metric).Length) + Gap);
            int columns = Math.Max(1, (console.Profile.Width - names) / cell);
            int parts = (recorded.Length + columns - 1) / columns;
            foreach (string[] part in recorded.Chunk((recorded.Length + parts - 1) / parts))
            {
                console.Write(new TrimmedLines(Part(results, experiment, part, rows)));
            }
        }
    }

    private static Table Part(ComparisonResults results, string experiment, string[] metrics, string[] rows)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn(new Text("loss", Styles.Quiet)) { NoWrap = true });
        foreach (string metric in metrics)
        {
            bool isCeiling = experiment == ExperimentSpec.Main && TableMarks.IsAtCeiling(results, metric);
            string title = NumberNames.Of(experiment, metric) + (isCeiling ? $"\n{CeilingMark}" : string.Empty);
            table.AddColumn(new TableColumn(new Text(title, isCeiling ? Styles.Careful : Styles.Heading)) { NoWrap = true });
        }

        string?[] better = [.. metrics.Select(metric => TableMarks.Better(results, metric, experiment))];
        foreach (string row in rows)
        {
            if (row == BaselineResult.UntrainedNet)
            {
                table.AddEmptyRow();
            }

            string name = row.Length > LongestName ? row[..(LongestName - 1)] + "…" : row;
            table.AddRow([new Text(name), .. metrics.Select((metric, index) => Cell(results.Summary(experiment, row, metric), row == better[index]))]);
        }

        return table;
    }

    private static Text Cell(ArmSummary? summary, bool isBetter) =>
        summary is null ? new Text("–", Styles.Quiet)
        : isBetter ? new Text($"{ResultFormat.PlusMinus(summary)} {BetterMark}", Styles.Good)
        : new Text(ResultFormat.PlusMinus(summary));
}
