using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>What a model reached on the test items, beside the net before training and the input itself.</summary>
internal static class TrainingTable
{
    private static readonly MetricGroup[][] Blocks = [[MetricGroup.Retrieval], [MetricGroup.Classification, MetricGroup.Clustering]];

    /// <summary>Draws the table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="result">The result.</param>
    public static void Write(IAnsiConsole console, TrainingResult result)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(Column("test items", Styles.Quiet, Justify.Left));
        foreach (string column in (string[])["model", "untrained net", "raw input"])
        {
            table.AddColumn(Column(column, Styles.Heading, Justify.Right));
        }

        bool isFirst = true;
        foreach (MetricGroup[] block in Blocks)
        {
            MetricInfo[] recorded = [.. MetricCatalog.All.Where(metric => metric.StandsInTables && block.Contains(metric.Group) && result.Numbers.ContainsKey(metric.Id))];
            if (recorded.Length > 0 && !isFirst)
            {
                table.AddEmptyRow();
            }

            foreach (MetricInfo metric in recorded)
            {
                isFirst = false;
                table.AddRow(new Text(metric.Title), Cell(result.Numbers, metric.Id), Cell(result.UntrainedNet, metric.Id), Cell(result.RawInput, metric.Id));
            }
        }

        if (!isFirst)
        {
            console.Write(new TrimmedLines(table));
        }

        if (!result.Numbers.ContainsKey(MetricCatalog.RecallAt1))
        {
            console.Write(new TrimmedLines(new Text("Retrieval is not defined: no class has two test items.", Styles.Careful)));
        }
    }

    private static TableColumn Column(string title, Style style, Justify alignment) => new(new Text(title, style)) { NoWrap = true, Alignment = alignment };

    private static Text Cell(IReadOnlyDictionary<string, double> numbers, string metric) =>
        new(numbers.TryGetValue(metric, out double value) ? ResultFormat.Value(metric, value) : "–");
}
