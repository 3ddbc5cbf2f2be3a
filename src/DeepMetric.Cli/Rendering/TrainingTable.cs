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
            MetricInfo[] recorded = [.. MetricCatalog.All.Where(metric => block.Contains(metric.Group) && result.Numbers.ContainsKey(metric.Id))];
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

        console.Write(new TrimmedLines(isFirst ? new Text("No number is defined on the test items: no class has two of them.", Styles.Careful) : table));
    }

    private static TableColumn Column(string title, Style style, Justify alignment) => new(new Text(title, style)) { NoWrap = true, Alignment = alignment };

    private static Text Cell(IReadOnlyDictionary<string, double> numbers, string metric) =>
        new(numbers.TryGetValue(metric, out double value) ? ResultFormat.Value(metric, value) : "–");
}
