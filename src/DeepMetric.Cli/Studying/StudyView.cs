using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Studying;

/// <summary>What came of a study, on a terminal: for each data set a table, the differences shown, the claims and the objections; then the advice. The rest is in the report.</summary>
internal static class StudyView
{
    /// <summary>What a data set may take: of arms, of decided pairs per track, of objections.</summary>
    private const int MostRows = 16;
    private const int MostPairs = 2;
    private const int MostFindings = 4;

    private const int CellWidth = 17;
    private const int LongestName = 26;
    private const string BetterMark = "▲";

    /// <summary>Draws it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    public static void Write(IAnsiConsole console, StudyResults results)
    {
        IReadOnlyList<FindingLine> findings = FindingLines.Of(results);
        foreach (ResolvedDataset set in results.Spec.Datasets)
        {
            TrackResults[] entries = [.. results.Entries.Where(entry => entry.Dataset == set.Name)];
            if (entries.Length == 0)
            {
                Line(console, $"{set.Name}: no arm trained to the end.", Styles.Careful);
            }
            else
            {
                WriteTable(console, results.Spec, entries);
                WriteTests(console, entries);
            }

            WriteFindings(console, [.. findings.Where(line => line.Dataset == set.Name)]);
        }

        console.WriteLine();
        WriteFindings(console, [.. findings.Where(line => line.Dataset is null)]);
        foreach (string sentence in results.Recommendation.Sentences)
        {
            Line(console, sentence);
        }

        foreach (string change in results.Recommendation.WouldChange)
        {
            Line(console, $"What would change it: {change}", Styles.Quiet);
        }
    }

    private static void WriteTable(IAnsiConsole console, StudySpec spec, TrackResults[] entries)
    {
        string[] metrics =
        [
            .. spec.File.Metrics
                .Where(metric => entries.Any(entry => entry.Comparison.Spec.Arms.Any(arm => SummaryOf(entry, arm.Name, metric) is not null)))
                .Take(Math.Max(1, (console.Profile.Width - LongestName - 4) / CellWidth)),
        ];
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn(new Text(entries[0].Dataset, Styles.Heading)) { NoWrap = true });
        foreach (string metric in metrics)
        {
            table.AddColumn(new TableColumn(new Text(ResultFormat.Title(metric), Styles.Heading)) { NoWrap = true });
        }

        int most = Math.Max(2, MostRows / entries.Length);
        foreach (TrackResults entry in entries)
        {
            if (entries.Length > 1)
            {
                table.AddRow([new Text(StudyWords.Of(entry.Track), Styles.Quiet), .. metrics.Select(_ => new Text(string.Empty))]);
            }

            WriteArms(table, entry, metrics, most);
        }

        foreach (string name in (string[])[BaselineResult.UntrainedNet, BaselineResult.RawInput])
        {
            table.AddRow([new Text(name, Styles.Quiet), .. metrics.Select(metric => new Text(SummaryOf(entries[0], name, metric) is { } summary ? ResultFormat.Value(metric, summary.Mean) : "–", Styles.Quiet))]);
        }

        console.Write(new TrimmedLines(table));
    }

    private static void WriteArms(Table table, TrackResults entry, string[] metrics, int most)
    {
        string[] arms = [.. entry.Comparison.Spec.Arms.Select(arm => arm.Name)];
        string[] shown = arms.Length <= most ? arms : [.. Ordered(entry, arms, metrics).Take(most - 1)];
        foreach (string arm in shown)
        {
            table.AddRow([new Text(ShortOf(arm)), .. metrics.Select(metric => CellOf(entry, arm, metric))]);
        }

        if (shown.Length < arms.Length)
        {
            table.AddRow([new Text(string.Create(CultureInfo.InvariantCulture, $"and {arms.Length - shown.Length} more"), Styles.Quiet), .. metrics.Select(_ => new Text(string.Empty))]);
        }
    }

    // The best by the first metric first.
    private static IEnumerable<string> Ordered(TrackResults entry, string[] arms, string[] metrics)
    {
        double sign = metrics.Length > 0 && MetricCatalog.Get(metrics[0]).Direction == MetricDirection.LowerIsBetter ? 1 : -1;
        return arms.OrderBy(arm => metrics.Length > 0 && SummaryOf(entry, arm, metrics[0]) is { } summary ? sign * summary.Mean : double.PositiveInfinity);
    }

    private static Text CellOf(TrackResults entry, string arm, string metric)
    {
        if (SummaryOf(entry, arm, metric) is not { } summary)
        {
            return new Text("–", Styles.Quiet);
        }

        string text = ResultFormat.PlusMinus(summary);
        return TableMarks.Better(entry.Comparison, metric, summary.Experiment) == arm ? new Text($"{text} {BetterMark}", Styles.Good) : new Text(text);
    }

    // A line of differences and a line of claims a track.
    private static void WriteTests(IAnsiConsole console, TrackResults[] entries)
    {
        foreach (TrackResults entry in entries)
        {
            string track = entries.Length > 1 ? $"{StudyWords.Of(entry.Track)}, " : string.Empty;
            if (entry.Effects.Count > 0)
            {
                string metric = entry.Effects[0].Metric;
                PairEffect[] pairs = [.. entry.Effects.Where(effect => effect.Metric == metric)];
                Line(console, $"{track}{ResultFormat.Title(metric)}: {DifferencesOf(pairs)}");
            }

            string claims = string.Join("; ", entry.Comparison.Claims
                .Where(claim => claim.Verdict != Verdict.NotTested)
                .GroupBy(claim => claim.Verdict)
                .OrderBy(group => group.Key)
                .Select(group => $"{ResultFormat.Words(group.Key)}: {(entries.Length > 1 && !IsDecided(group.Key) ? CountOf(group) : string.Join(", ", group.Select(claim => claim.Id)))}"));
            if (claims.Length > 0)
            {
                Line(console, $"{track}claims {claims}");
            }
        }
    }

    private static bool IsDecided(Verdict verdict) => verdict is not (Verdict.NoDifferenceShown or Verdict.TooFewSeeds);

    private static string CountOf(IEnumerable<ClaimVerdict> claims) => claims.Count().ToString(CultureInfo.InvariantCulture);

    private static string DifferencesOf(PairEffect[] pairs)
    {
        if (pairs.Length == 1)
        {
            return StudyWords.Of(pairs[0]);
        }

        PairEffect[] decided = [.. pairs.Where(effect => effect.Verdict is "better" or "worse")];
        string shown = string.Join(", ", decided.Take(MostPairs).Select(StudyWords.Of)) + (decided.Length > MostPairs ? ", …" : string.Empty);
        string others = string.Join(", ", pairs.Except(decided).Where(effect => effect.Verdict != "no difference shown").GroupBy(effect => effect.Verdict).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}")));
        string counts = decided.Length == 0 ? $"none of {Rendering.Words.Count(pairs.Length, "pair")} shown to differ"
            : string.Create(CultureInfo.InvariantCulture, $"{decided.Length} of {Rendering.Words.Count(pairs.Length, "pair")} shown to differ");
        return $"{counts}{(others.Length > 0 ? $" ({others})" : string.Empty)}{(shown.Length > 0 ? $": {shown}" : string.Empty)}";
    }

    private static void WriteFindings(IAnsiConsole console, FindingLine[] findings)
    {
        // A ceiling is about the table above, so it is never left out.
        FindingLine[] ceilings = [.. findings.Where(line => line.Id == CeilingRule.RuleId)];
        FindingLine[] others = [.. findings.Except(ceilings)];
        foreach (FindingLine line in others.Take(MostFindings))
        {
            bool isWarning = line.Severity == Severity.Warning;
            Line(console, $"{(isWarning ? "warning" : "note")}: {line.Text}", isWarning ? Styles.Careful : Styles.Quiet);
        }

        if (others.Length > MostFindings)
        {
            Line(console, $"and {Rendering.Words.Count(others.Length - MostFindings, "finding")} more in the report", Styles.Quiet);
        }

        foreach (FindingLine line in ceilings)
        {
            Line(console, line.Text, Styles.Quiet);
        }
    }

    private static ArmSummary? SummaryOf(TrackResults entry, string arm, string metric) => entry.Comparison.Summary(entry.Comparison.Spec.Experiments[0].Name, arm, metric);

    private static string ShortOf(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    private static void Line(IAnsiConsole console, string text, Style? style = null) => console.Write(new TrimmedLines(new Text(text, style ?? Style.Plain)));
}
