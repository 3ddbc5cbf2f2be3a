using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Reports.Sections;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>The parts of the page, in their order.</summary>
internal static class StudyPage
{
    private const int MostOpenNotes = 12;

    /// <summary>Writes the body.</summary>
    public static void Write(Markup html, StudyModel model)
    {
        (string Id, string Name, Action Write)[] parts = [.. Parts(html, model)];
        StudyHeader.Write(html, model, parts.Select(part => (part.Id, part.Name)));
        using (html.In("main"))
        {
            foreach ((_, _, Action write) in parts)
            {
                write();
            }
        }
    }

    private static IEnumerable<(string Id, string Name, Action Write)> Parts(Markup html, StudyModel model)
    {
        yield return ("verdict", "Verdict", () => AdviceSection.Write(html, model));
        foreach (ResolvedDataset set in model.Spec.Datasets)
        {
            yield return (model.IdOf(set.Name), set.Name, () => DatasetSection.Write(html, model, set));
        }

        if (AcrossSection.IsThere(model))
        {
            yield return ("across", "Over data sets", () => AcrossSection.Write(html, model));
        }

        if (TuningSection.IsThere(model))
        {
            yield return ("tuning", "Tuning", () => TuningSection.Write(html, model));
        }

        if (model.File.Published.Count > 0)
        {
            yield return ("published", "Published", () => WritePublished(html, model));
        }

        if (model.Entries.Any(entry => entry.Results.Concatenated.Count > 0))
        {
            yield return ("folds", "Folds", () => WriteFolds(html, model));
        }

        yield return ("findings", "Findings", () => WriteFindings(html, model));
        yield return ("numbers", "All numbers", () => WriteNumbers(html, model));
        yield return ("settings", "Settings", () => StudySettings.Write(html, model));
    }

    private static void WritePublished(Markup html, StudyModel model)
    {
        using (Section.Open(html, "published", "Published numbers", StudySentences.Published))
        {
            PublishedNumbers.Table(model).Write(html);
        }
    }

    private static void WriteFolds(Markup html, StudyModel model)
    {
        using (Section.Open(html, "folds", "Folds side by side", StudySentences.Folds))
        {
            foreach (StudyEntry entry in model.Entries.Where(entry => entry.Results.Concatenated.Count > 0))
            {
                StudyTables.Concatenated(entry).Write(html);
            }
        }
    }

    private static void WriteFindings(Markup html, StudyModel model)
    {
        using (Section.Open(html, "findings", "Findings", StudySentences.Findings))
        {
            if (model.Findings.Count == 0)
            {
                html.Element("p", "None.");
                return;
            }

            FindingLine[] open = [.. model.Findings.Where(line => line.Severity == Severity.Warning || line.Id == CeilingRule.RuleId || model.Findings.Count <= MostOpenNotes)];
            FindingLine[] folded = [.. model.Findings.Except(open)];
            WriteLines(html, open);
            if (folded.Length > 0)
            {
                using (html.In("details"))
                {
                    html.Element("summary", StudyModel.Counted(folded.Length, "more note"));
                    WriteLines(html, folded);
                }
            }
        }
    }

    private static void WriteLines(Markup html, FindingLine[] lines)
    {
        using (html.In("ul", ("class", "findings")))
        {
            foreach (FindingLine line in lines)
            {
                using (html.In("li"))
                {
                    FindingsSection.WriteChip(html, line.Severity);
                    using (html.In("div"))
                    {
                        html.Element("b", line.Id);
                        html.Text(": " + line.Text);
                    }
                }
            }
        }
    }

    private static void WriteNumbers(Markup html, StudyModel model)
    {
        using (Section.Open(html, "numbers", "All numbers", StudySentences.Numbers))
        {
            foreach (StudyEntry entry in model.Entries)
            {
                using (html.In("details"))
                {
                    html.Element("summary", entry.Name);
                    AllNumbersSection.WriteMeans(html, entry.Model, entry.Experiment);
                }
            }
        }
    }
}
