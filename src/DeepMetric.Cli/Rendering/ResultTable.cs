using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>The table of a comparison: a row per number, MAP@R first, a column per arm and baseline.</summary>
internal static class ResultTable
{
    private const string BetterMark = "▲";
    private const string CeilingMark = "ceiling";

    private static readonly (string Experiment, string[] Metrics)[] Blocks =
    [
        (ExperimentSpec.Main, [.. Ids(MetricGroup.Retrieval)]),
        (ExperimentSpec.Main, [.. Ids(MetricGroup.Classification), .. Ids(MetricGroup.Clustering)]),
        (ExperimentSpec.Main, [MetricCatalog.Intra, MetricCatalog.Inter, MetricCatalog.ScaleFreeRatio]),
        (ExperimentSpec.Fine, [MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.CoarseRecallAt1]),
    ];

    /// <summary>Draws the table and what its marks mean.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    public static void Write(IAnsiConsole console, ComparisonResults results)
    {
        string[] arms = [.. results.Spec.Arms.Select(arm => arm.Name)];
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn(new Text("test items", Styles.Quiet)) { NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        foreach (string column in arms.Append(BaselineResult.UntrainedNet).Append(BaselineResult.RawInput))
        {
            table.AddColumn(new TableColumn(new Text(column, Styles.Heading)) { Padding = new Padding(1, 0, 1, 0) });
        }

        bool isFirst = true;
        foreach ((string experiment, string[] metrics) in Blocks)
        {
            string[] recorded = [.. metrics.Where(metric => arms.Any(arm => results.Summary(experiment, arm, metric) is not null))];
            if (recorded.Length > 0 && !isFirst)
            {
                table.AddEmptyRow();
            }

            foreach (string metric in recorded)
            {
                table.AddRow(Row(results, arms, experiment, metric));
                isFirst = false;
            }
        }

        console.Write(new TrimmedLines(table));
        foreach (string line in Legend(results))
        {
            console.Write(new Text(line + "\n", Styles.Quiet));
        }
    }

    private static IEnumerable<string> Ids(MetricGroup group) => MetricCatalog.All.Where(metric => metric.Group == group).Select(metric => metric.Id);

    private static Text[] Row(ComparisonResults results, string[] arms, string experiment, string metric)
    {
        string? better = TableMarks.Better(results, metric, experiment);
        bool isCeiling = experiment == ExperimentSpec.Main && TableMarks.IsAtCeiling(results, metric);
        return
        [
            new Text(NumberNames.Of(experiment, metric)),
            .. arms.Select(arm => Cell(results.Summary(experiment, arm, metric), arm == better)),
            new Text(Mean(results.Summary(experiment, BaselineResult.UntrainedNet, metric))),
            new Text(Mean(results.Summary(experiment, BaselineResult.RawInput, metric)) + (isCeiling ? " " + CeilingMark : string.Empty), isCeiling ? Styles.Careful : Style.Plain),
        ];
    }

    private static Text Cell(ArmSummary? summary, bool isBetter) =>
        summary is null ? new Text("not defined", Styles.Quiet)
        : isBetter ? new Text($"{ResultFormat.Interval(summary)} {BetterMark}", Styles.Good)
        : new Text(ResultFormat.Interval(summary));

    private static string Mean(ArmSummary? summary) => summary is null ? "–" : ResultFormat.Value(summary.Metric, summary.Mean);

    private static IEnumerable<string> Legend(ComparisonResults results)
    {
        int seeds = results.Spec.Seeds.Count;
        yield return seeds == 1 ? "One seed: no intervals and no tests." : $"Mean over {seeds} seeds with its 95 % interval.";
        int tests = results.Comparisons.Count(comparison => comparison.P is not null);
        if (tests > 0)
        {
            yield return $"{BetterMark} better than the other: paired t test over seeds, p < 0.05 after Holm's correction over all {tests} tests.";
        }

        if (MetricCatalog.All.Any(metric => TableMarks.IsAtCeiling(results, metric.Id)))
        {
            yield return $"{CeilingMark}: the raw input alone comes within 0.02 of the best, so the number says little about a loss.";
        }

        if (results.Spec.Experiments.Any(experiment => experiment.Name == ExperimentSpec.Fine))
        {
            yield return $"fine, coarse: trained on {results.Dataset.CoarseName}, evaluated on {results.Dataset.FineName} (fine) and on {results.Dataset.CoarseName} (coarse).";
        }
    }
}
