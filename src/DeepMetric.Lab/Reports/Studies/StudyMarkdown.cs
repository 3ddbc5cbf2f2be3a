using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Export;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>The report in Markdown: the page's sentences and tables without its charts.</summary>
internal static class StudyMarkdown
{
    /// <summary>Writes the text.</summary>
    public static void Write(TextWriter writer, StudyModel model)
    {
        WriteHead(writer, model);
        WriteAdvice(writer, model);
        foreach (ResolvedDataset set in model.Spec.Datasets)
        {
            WriteDataset(writer, model, set);
        }

        WriteAcross(writer, model);
        WriteTuning(writer, model);
        if (model.File.Published.Count > 0)
        {
            Heading(writer, 2, "Published numbers");
            Paragraph(writer, StudySentences.Published);
            Table(writer, PublishedNumbers.Table(model));
        }

        WriteFolds(writer, model);
        WriteFindings(writer, model);
        WriteSettings(writer, model);
    }

    private static void WriteHead(TextWriter writer, StudyModel model)
    {
        Heading(writer, 1, model.File.Name);
        if (model.File.Question is { } question)
        {
            Paragraph(writer, question);
        }

        Paragraph(writer, model.Facts());
        List(writer, model.Spec.Skipped.Select(set => $"{set.Name} was left out: {set.Reason}"));
    }

    private static void WriteAdvice(TextWriter writer, StudyModel model)
    {
        StudyRecommendation advice = model.Results.Recommendation;
        Heading(writer, 2, AdviceSection.Title(advice));
        foreach (string sentence in advice.Sentences)
        {
            Paragraph(writer, sentence);
        }

        if (advice.WouldChange.Count > 0)
        {
            Paragraph(writer, "What would change it:");
            List(writer, advice.WouldChange);
        }

        string[] units =
        [
            .. AdviceSection.UnitsOf(model).Select(arm =>
                $"- {MarkdownTable.Escape($"{arm.Key.Dataset}, {StudyWords.Of(arm.Key.Track)}, {arm.Key.Arm}")}: {string.Join(", ", arm.Select(run => $"[{AdviceSection.PlaceOf(run)}](units/{run.UnitId}/outcome.json)"))}\n"),
        ];
        if (units.Length > 0)
        {
            Paragraph(writer, "It rests on these trainings:");
            writer.Write(string.Concat(units) + "\n");
        }

        StudyTable claims = StudyTables.Claims(model);
        if (!claims.IsEmpty && model.Spec.Datasets.Count > 1)
        {
            Heading(writer, 2, "Claims");
            Paragraph(writer, $"{StudySentences.Claims} {StudySentences.OverallClaims}");
            Table(writer, claims);
        }
    }

    private static void WriteDataset(TextWriter writer, StudyModel model, ResolvedDataset set)
    {
        Heading(writer, 2, set.Name);
        Paragraph(writer, StudyModel.FactsOf(set));
        foreach (string note in set.Facts.Notes ?? [])
        {
            Paragraph(writer, note);
        }

        IReadOnlyList<StudyEntry> entries = model.EntriesOf(set.Name);
        Paragraph(writer, entries.Count == 0 ? "No arm trained to the end here." : StudySentences.Key(model));
        foreach (StudyEntry entry in entries)
        {
            Heading(writer, 3, $"{set.Name}, {entry.TrackName}");
            Table(writer, StudyTables.Means(entry, "Results", entry.Leads));
            if (entry.Spreads.Count > 0)
            {
                Table(writer, StudyTables.Means(entry, "Spread", entry.Spreads));
            }

            WriteClaims(writer, entry);
            StudyTable effects = StudyTables.Effects(entry);
            if (!effects.IsEmpty)
            {
                Table(writer, effects);
            }
        }
    }

    private static void WriteClaims(TextWriter writer, StudyEntry entry)
    {
        static string Numbers(StudyEntry entry, ClaimVerdict claim) => string.Join("; ", claim.Numbers.Select(number =>
        {
            PairedComparison? test = entry.Model.ClaimComparison(number.Experiment, number.Metric);
            return $"{ResultFormat.Title(number.Metric)} {(test is null ? Numerals.Missing : ResultFormat.Difference(test))}{(test?.HolmP is double p ? $", {ResultFormat.P(p)}" : string.Empty)}";
        }));
        StudyTable claims = new(
            "Claims",
            [new("claim"), new("verdict"), new("numbers: difference, 95 % interval, corrected p")],
            [.. entry.Tested.Select(claim => (string[])[claim.Statement, ResultFormat.Words(claim.Verdict), Numbers(entry, claim)])]);
        if (!claims.IsEmpty)
        {
            Table(writer, claims);
        }

        string remarks = string.Join(" ", [.. StudySentences.CommonNotes(entry), .. StudySentences.NotTested(entry) is { } missing ? [missing] : Array.Empty<string>()]);
        if (ClaimPair.Of(entry.Model.Spec) is not null && remarks.Length > 0)
        {
            Paragraph(writer, remarks);
        }
    }

    private static void WriteAcross(TextWriter writer, StudyModel model)
    {
        if (!AcrossSection.IsThere(model))
        {
            return;
        }

        Heading(writer, 2, "Over data sets");
        foreach (Track track in model.File.Tracks)
        {
            StudyEntry[] entries = [.. model.Entries.Where(entry => entry.Results.Track == track)];
            foreach (MetricInfo metric in model.File.Metrics.Select(MetricCatalog.Get))
            {
                string Cell(StudyEntry entry, ReportArm arm) => entry.Model.Summary(entry.Experiment, arm.Name, metric.Id) is { } summary ? ResultFormat.Value(metric.Id, summary.Mean) : Numerals.Missing;
                Table(writer, new StudyTable(
                    "Means",
                    [new($"{metric.Title}, {StudyWords.Of(track)}"), .. entries.Select(entry => new MarkdownColumn(entry.Results.Dataset, true))],
                    [.. model.Arms.Where(arm => entries.Any(entry => Cell(entry, arm) != Numerals.Missing)).Select(arm => (string[])[arm.Name, .. entries.Select(entry => Cell(entry, arm))])]));
            }
        }

        StudyTable ranks = StudyTables.Ranks(model.Ranks);
        if (!ranks.IsEmpty)
        {
            Table(writer, ranks);
        }
    }

    private static void WriteTuning(TextWriter writer, StudyModel model)
    {
        StudyTable chosen = StudyTables.Chosen(model);
        if (TuningSection.IsThere(model) && !chosen.IsEmpty)
        {
            Heading(writer, 2, "Tuning");
            Table(writer, chosen);
        }
    }

    private static void WriteFolds(TextWriter writer, StudyModel model)
    {
        StudyEntry[] entries = [.. model.Entries.Where(entry => entry.Results.Concatenated.Count > 0)];
        if (entries.Length == 0)
        {
            return;
        }

        Heading(writer, 2, "Folds side by side");
        Paragraph(writer, StudySentences.Folds);
        foreach (StudyEntry entry in entries)
        {
            Paragraph(writer, entry.Name + ":");
            Table(writer, StudyTables.Concatenated(entry));
        }
    }

    private static void WriteFindings(TextWriter writer, StudyModel model)
    {
        Heading(writer, 2, "Findings");
        Paragraph(writer, StudySentences.Findings);
        List(writer, model.Findings.Select(line => $"{(line.Severity == Severity.Warning ? "warning" : "note")}, {line.Id}: {line.Text}").DefaultIfEmpty("None."));
    }

    private static void WriteSettings(TextWriter writer, StudyModel model)
    {
        Heading(writer, 2, "Settings");
        Paragraph(writer, StudySentences.Numbers);
        Table(writer, Pairs("setting", StudySettings.Of(model)));
        foreach (ResolvedDataset set in model.Spec.Datasets)
        {
            Table(writer, Pairs($"on {set.Name}", StudySettings.Of(set)));
        }

        if (model.Input.Environment.Count > 0)
        {
            Heading(writer, 2, "Environment");
            Table(writer, Pairs("fact", model.Input.Environment));
        }
    }

    private static StudyTable Pairs(string title, IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(title, [new(title), new("value")], [.. pairs.Select(pair => (string[])[pair.Key, pair.Value])]);

    private static void Heading(TextWriter writer, int level, string text) => writer.Write($"{new string('#', level)} {MarkdownTable.Escape(text)}\n\n");

    private static void Paragraph(TextWriter writer, string text) => writer.Write($"{MarkdownTable.Escape(text)}\n\n");

    private static void List(TextWriter writer, IEnumerable<string> items)
    {
        string text = string.Concat(items.Select(item => $"- {MarkdownTable.Escape(item)}\n"));
        writer.Write(text.Length == 0 ? text : text + "\n");
    }

    private static void Table(TextWriter writer, StudyTable table)
    {
        table.Write(writer);
        writer.Write('\n');
    }
}
