using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Reports.Sections;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>What to use, what would change that, the units it rests on, and each claim over all data sets.</summary>
internal static class AdviceSection
{
    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, StudyModel model)
    {
        StudyRecommendation advice = model.Results.Recommendation;
        using (html.In("section", ("id", "verdict"), ("class", "callout"), ("aria-labelledby", "verdict-title")))
        {
            html.Element("h2", Title(advice), ("id", "verdict-title"));
            foreach ((int index, string sentence) in advice.Sentences.Index())
            {
                html.Element(index == 0 ? "h3" : "p", sentence, ("class", index == 0 ? "lead-sentence" : null));
            }

            WriteChanges(html, advice.WouldChange);
            WriteWarnings(html, model);
            WriteUnits(html, model);
        }

        WriteClaims(html, model);
    }

    /// <summary>The heading.</summary>
    public static string Title(StudyRecommendation advice) => advice.Arm is { } arm ? $"Verdict: {arm}" : "Verdict";

    /// <summary>The units that the advice rests on, arm by arm.</summary>
    public static IEnumerable<IGrouping<(string Dataset, Track Track, string Arm), PlannedRun>> UnitsOf(StudyModel model)
    {
        HashSet<string> units = [.. model.Results.Recommendation.Units];
        return model.Input.Runs.Where(run => run.Role == RunRole.Final && units.Contains(run.UnitId)).GroupBy(run => (run.Dataset, run.Track, run.Arm));
    }

    /// <summary>Seed and fold of a run.</summary>
    public static string PlaceOf(PlannedRun run) => run.Fold > 0 ? $"seed {Numerals.Count(run.Seed)}, fold {Numerals.Count(run.Fold)}" : $"seed {Numerals.Count(run.Seed)}";

    private static void WriteChanges(Markup html, IReadOnlyList<string> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        html.Element("h3", "What would change it");
        using (html.In("ul"))
        {
            foreach (string change in changes)
            {
                html.Element("li", change);
            }
        }
    }

    private static void WriteWarnings(Markup html, StudyModel model)
    {
        int warnings = model.Findings.Count(line => line.Severity == Severity.Warning);
        if (warnings > 0)
        {
            using (html.In("p", ("class", "small")))
            {
                html.Text("Read it with ");
                html.Element("a", warnings == 1 ? "one warning" : $"{Numerals.Count(warnings)} warnings", ("href", "#findings"));
                html.Text(" in mind.");
            }
        }
    }

    private static void WriteUnits(Markup html, StudyModel model)
    {
        IGrouping<(string Dataset, Track Track, string Arm), PlannedRun>[] arms = [.. UnitsOf(model)];
        if (arms.Length == 0)
        {
            return;
        }

        using (html.In("details"))
        {
            html.Element("summary", $"It rests on {StudyModel.Counted(arms.Sum(arm => arm.Count()), "training")}");
            using (html.In("ul", ("class", "units")))
            {
                foreach (IGrouping<(string Dataset, Track Track, string Arm), PlannedRun> arm in arms)
                {
                    using (html.In("li"))
                    {
                        html.Text($"{arm.Key.Dataset}, {StudyWords.Of(arm.Key.Track)}, {arm.Key.Arm}: ");
                        foreach (PlannedRun run in arm)
                        {
                            html.Element("a", PlaceOf(run), ("href", $"units/{run.UnitId}/outcome.json"));
                            html.Text(" ");
                        }
                    }
                }
            }
        }
    }

    private static void WriteClaims(Markup html, StudyModel model)
    {
        StudyTable claims = StudyTables.Claims(model);
        if (!claims.IsEmpty && model.Spec.Datasets.Count > 1)
        {
            using (Section.Open(html, "claims", "Claims", $"{StudySentences.Claims} {StudySentences.OverallClaims}"))
            {
                claims.Write(html);
            }
        }
    }
}
