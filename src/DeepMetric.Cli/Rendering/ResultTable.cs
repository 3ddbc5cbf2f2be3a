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

    /// <summary>Narrower than this, a cell of two arms has its interval on a second line; each further arm wants as much more.</summary>
    private const int OneLineWidth = 99;
    private const int OneLineArm = 26;

    /// <summary>What stands beside the arms, and the width of an arm whose interval is on a second line.</summary>
    private const int BesideArms = 39;
    private const int TwoLineArm = 20;

    /// <summary>More arms than this are rows.</summary>
    private const int MostColumns = 4;

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
        if (arms.Length > 2 && (arms.Length > MostColumns || BesideArms + (TwoLineArm * arms.Length) > console.Profile.Width))
        {
            LossRows.Write(console, results);
            WriteLegend(console, Legend(results, areRows: true));
            return;
        }

        string gap = console.Profile.Width < OneLineWidth + (OneLineArm * Math.Max(0, arms.Length - 2)) ? "\n" : " ";
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(Column("test items", Styles.Quiet, space: 1));
        foreach (string arm in arms)
        {
            table.AddColumn(Column(arm, Styles.Heading, space: 1));
        }

        table.AddColumn(Column("untrained\nnet", Styles.Heading, space: 0)).AddColumn(Column("raw\ninput", Styles.Heading, space: 0));
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
                table.AddRow(Row(results, arms, experiment, metric, gap));
                isFirst = false;
            }
        }

        console.Write(new TrimmedLines(table));
        WriteLegend(console, Legend(results, areRows: false));
    }

    private static void WriteLegend(IAnsiConsole console, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            console.Write(new TrimmedLines(new Text(line, Styles.Quiet)));
        }
    }

    private static TableColumn Column(string title, Style style, int space) => new(new Text(title, style)) { NoWrap = true, Padding = new Padding(0, 0, space, 0) };

    private static IEnumerable<string> Ids(MetricGroup group) => MetricCatalog.All.Where(metric => metric.StandsInTables && metric.Group == group).Select(metric => metric.Id);

    private static Text[] Row(ComparisonResults results, string[] arms, string experiment, string metric, string gap)
    {
        string? better = TableMarks.Better(results, metric, experiment);
        bool isCeiling = experiment == ExperimentSpec.Main && TableMarks.IsAtCeiling(results, metric);
        return
        [
            new Text(NumberNames.Of(experiment, metric)),
            .. arms.Select(arm => Cell(results.Summary(experiment, arm, metric), arm == better, gap)),
            new Text(Mean(results.Summary(experiment, BaselineResult.UntrainedNet, metric))),
            new Text(Mean(results.Summary(experiment, BaselineResult.RawInput, metric)) + (isCeiling ? gap + CeilingMark : string.Empty), isCeiling ? Styles.Careful : Style.Plain),
        ];
    }

    private static Text Cell(ArmSummary? summary, bool isBetter, string gap)
    {
        if (summary is null)
        {
            return new Text("not defined", Styles.Quiet);
        }

        string text = ResultFormat.Interval(summary);
        int interval = text.IndexOf(" [", StringComparison.Ordinal);
        string cell = interval < 0 || gap == " " ? text : text[..interval] + gap + text[(interval + 1)..];
        return isBetter ? new Text($"{cell} {BetterMark}", Styles.Good) : new Text(cell);
    }

    private static string Mean(ArmSummary? summary) => summary is null ? "–" : ResultFormat.Value(summary.Metric, summary.Mean);

    private static IEnumerable<string> Legend(ComparisonResults results, bool areRows)
    {
        int seeds = results.Spec.Seeds.Count;
        string all = areRows ? " All numbers are in the report." : string.Empty;
        yield return (seeds == 1 ? "One seed: no intervals and no tests." : $"Mean over {seeds} seeds {(areRows ? "± half of its 95 % interval" : "with its 95 % interval")}.") + all;
        int tests = results.Comparisons.Count(comparison => comparison.P is not null);
        if (tests > 0)
        {
            yield return $"{BetterMark} better than {(results.Spec.Arms.Count > 2 ? "every other" : "the other")}: paired t test over seeds, p < 0.05 after Holm's correction over all {tests} tests.";
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
