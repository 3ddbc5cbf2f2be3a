using System.Globalization;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows an evaluation: what was judged, a row per number, the classes, and what casts doubt.</summary>
internal static class EvaluationView
{
    private const int ShownClasses = 20;
    private const string Missing = "–";

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    /// <param name="output">The file they were written to; null for none.</param>
    /// <param name="classFile">The file that classes were written to; null for none.</param>
    public static void Write(IAnsiConsole console, EvaluationResults results, string? output, string? classFile)
    {
        Line(console, Heading(results), Styles.Heading);
        Line(console, Facts(results));
        foreach (string warning in results.Warnings)
        {
            Line(console, $"! {warning}", Styles.Careful);
        }

        console.Write(new TrimmedLines(Numbers(results)));
        Table byCutOff = ByCutOff(results);
        if (byCutOff.Rows.Count > 0)
        {
            console.Write(new TrimmedLines(byCutOff, startsBlank: false));
        }

        if (results.AtCeiling.Count > 0)
        {
            Line(console, "ceiling, *: the raw input alone comes within 0.02, so the number says little about the model.", Styles.Quiet);
        }

        if (results.Pairs is { } pairs)
        {
            Line(console, string.Create(CultureInfo.InvariantCulture, $"Pairs: {pairs.Positive:N0} of one class, {pairs.Negative:N0} of two; “at” is the largest distance that matches."), Styles.Quiet);
        }

        if (results is { IntervalUnit: { } unit, Intervals.Count: > 0 })
        {
            string fixedPart = unit == BootstrapUnit.Queries ? "queries drawn anew, what they search as it is" : "classes drawn anew with all their queries";
            Line(console, $"Intervals: 95 %, bootstrap, {fixedPart}; another training seed is not covered. Those of numbers by K are in --json.", Styles.Quiet);
        }

        if (results.PerClass is { } classes)
        {
            console.WriteLine();
            Line(console, classes.Count > ShownClasses ? $"The {ShownClasses} worst of {Words.Count(classes.Count, "class")}" : "Classes, the worst first", Styles.Heading);
            console.Write(new TrimmedLines(Classes([.. classes.Take(ShownClasses)])));
        }

        foreach (string note in results.Notes)
        {
            Line(console, $"· {note}");
        }

        WritePath(console, "results", output);
        WritePath(console, "classes", classFile);
    }

    private static void WritePath(IAnsiConsole console, string what, string? path)
    {
        if (path is not null)
        {
            console.Write(new Text($"{what,-9}{Path.GetFullPath(path)}\n") { Overflow = Overflow.Fold });
        }
    }

    private static string Heading(EvaluationResults results) => results.Model is { } model
        ? $"{model.Backbone} trained on {model.Dataset} with {model.Loss}, judged on {results.Dataset}, {results.Part}"
        : $"{results.Embeddings}";

    private static string Facts(EvaluationResults results)
    {
        string outliers = results.Outliers == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {results.Outliers:N0} without a class left out");
        string searched = results.Searched switch
        {
            "gallery" => $"the gallery of {Words.Count(results.SearchedItems, "item")}",
            "reference" => $"{Words.Count(results.SearchedItems, "item")} of {results.Reference}",
            _ => "all others",
        };
        string queries = results.Queries == 1 ? "1 query searches" : string.Create(CultureInfo.InvariantCulture, $"{results.Queries:N0} queries search");
        return $"{Words.Count(results.Items, "item")}{outliers}, {Words.Count(results.Classes, "class")}, {Words.Count(results.Dimension, "number")} each; {queries} {searched}";
    }

    private static Table Numbers(EvaluationResults results)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(Column(string.Empty)).AddColumn(Column(results.Model is null ? "embeddings" : "model"));
        if (results.RawInput is not null)
        {
            table.AddColumn(Column("raw input"));
        }

        MetricGroup? last = null;
        foreach (MetricInfo metric in Rows(results))
        {
            if (last is not null && last != metric.Group && metric.Group != MetricGroup.Clustering)
            {
                table.AddEmptyRow();
            }

            last = metric.Group;
            var cells = new List<Text> { new(metric.Title), new(Cell(results, metric)) };
            if (results.RawInput is { } raw)
            {
                bool isCeiling = results.AtCeiling.Contains(metric.Id);
                string value = raw.TryGetValue(metric.Id, out double input) ? $"{ResultFormat.Value(FormatOf(metric), input)}{Threshold(raw, metric)}" : Missing;
                cells.Add(new Text(isCeiling ? $"{value} ceiling" : value, isCeiling ? Styles.Careful : Style.Plain));
            }

            table.AddRow(cells);
        }

        return table;
    }

    /// <summary>The numbers with a row of their own: those by K, but Recall@1, stand in a table of theirs, and a threshold stands beside its score.</summary>
    private static IEnumerable<MetricInfo> Rows(EvaluationResults results)
    {
        HashSet<string> elsewhere =
        [
            .. EvaluationMetric.ByCutOff.SelectMany(family => EvaluationMetric.CutOffs.Select(family.Id)).Where(id => id != MetricCatalog.RecallAt1),
            .. EvaluationMetric.All.Select(metric => EvaluationMetric.ThresholdOf(metric.Id)),
        ];
        return EvaluationMetric.All.Where(metric => results.Numbers.ContainsKey(metric.Id) && !elsewhere.Contains(metric.Id));
    }

    private static string Cell(EvaluationResults results, MetricInfo metric)
    {
        NumberInterval? interval = results.Intervals?.GetValueOrDefault(metric.Id);
        return $"{ResultFormat.Interval(FormatOf(metric), results.Numbers[metric.Id], interval?.Low, interval?.High)}{Threshold(results.Numbers, metric)}";
    }

    /// <summary>The distance at which a score is best.</summary>
    private static string Threshold(IReadOnlyDictionary<string, double> numbers, MetricInfo metric) =>
        numbers.TryGetValue(EvaluationMetric.ThresholdOf(metric.Id), out double threshold) ? $" at {ResultFormat.Value(EvaluationMetric.ThresholdOf(metric.Id), threshold)}" : string.Empty;

    /// <summary>A row for each kind of number by K, the raw input's below it.</summary>
    private static Table ByCutOff(EvaluationResults results)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(Column("K"));
        foreach (int k in EvaluationMetric.CutOffs)
        {
            table.AddColumn(Column(k.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (CutOffFamily family in EvaluationMetric.ByCutOff)
        {
            AddRow(family, $"{family.Title}K", results.Numbers, Style.Plain, isInput: false);
            AddRow(family, "  raw input", results.RawInput ?? new Dictionary<string, double>(), Styles.Quiet, isInput: true);
        }

        return table;

        void AddRow(CutOffFamily family, string title, IReadOnlyDictionary<string, double> numbers, Style style, bool isInput)
        {
            string[] ids = [.. EvaluationMetric.CutOffs.Select(k => k == 1 && !family.HasOwnFirst ? MetricCatalog.RecallAt1 : family.Id(k))];
            if (ids.Skip(1).Any(numbers.ContainsKey))
            {
                table.AddRow([new Text(title, style), .. ids.Select(id => ByCutOffCell(numbers, id, style, isInput && results.AtCeiling.Contains(id)))]);
            }
        }
    }

    private static Text ByCutOffCell(IReadOnlyDictionary<string, double> numbers, string id, Style style, bool isCeiling)
    {
        string value = numbers.TryGetValue(id, out double number) ? ResultFormat.Value(MetricCatalog.RecallAt1, number) : Missing;
        return new Text(isCeiling ? $"{value}*" : value, isCeiling ? Styles.Careful : style);
    }

    /// <summary>The metric whose numbers look alike: rates of errors and variances have as many digits as they need.</summary>
    private static string FormatOf(MetricInfo metric) => metric.Group is MetricGroup.Variance or MetricGroup.Verification ? metric.Id : MetricCatalog.RecallAt1;

    private static Table Classes(ClassNumbers[] classes)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string title in (string[])["class", "items", ResultFormat.Title(MetricCatalog.MapAtR), ResultFormat.Title(MetricCatalog.RecallAt1), ResultFormat.Title(MetricCatalog.Intra)])
        {
            table.AddColumn(Column(title));
        }

        foreach (ClassNumbers entry in classes)
        {
            table.AddRow(
                new Text(entry.Class) { Overflow = Overflow.Ellipsis },
                new Text(entry.Items.ToString("N0", CultureInfo.InvariantCulture)),
                Cell(MetricCatalog.MapAtR, entry.MapAtR),
                Cell(MetricCatalog.RecallAt1, entry.RecallAt1),
                Cell(MetricCatalog.Intra, entry.Intra));
        }

        return table;
    }

    private static Text Cell(string metric, double? value) => value is double number ? new(ResultFormat.Value(metric, number)) : new(Missing, Styles.Quiet);

    private static TableColumn Column(string title) => new(new Text(title, Styles.Quiet)) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };

    private static void Line(IAnsiConsole console, string text, Style? style = null) => console.Write(new TrimmedLines(new Text(text, style ?? Style.Plain)));
}
