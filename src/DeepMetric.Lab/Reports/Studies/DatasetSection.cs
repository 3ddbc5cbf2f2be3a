using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Reports.Sections;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>What came out on one data set, track by track: means, claims, differences and what they are worth.</summary>
internal static class DatasetSection
{
    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, StudyModel model, ResolvedDataset set)
    {
        using (Section.Open(html, model.IdOf(set.Name), set.Name, StudyModel.FactsOf(set)))
        {
            foreach (string note in set.Facts.Notes ?? [])
            {
                html.Element("p", note, ("class", "facts"));
            }

            IReadOnlyList<StudyEntry> entries = model.EntriesOf(set.Name);
            if (entries.Count == 0)
            {
                html.Element("p", "No arm trained to the end here.");
            }

            foreach (StudyEntry entry in entries)
            {
                WriteTrack(html, entry);
            }

            if (entries.Count > 0)
            {
                html.Element("p", StudySentences.Key(model), ("class", "small"));
            }
        }
    }

    private static void WriteTrack(Markup html, StudyEntry entry)
    {
        html.Element("h3", $"Track: {entry.TrackName}", ("class", "track"));
        ArmRowTable.Write(html, entry.Model, entry.Experiment, $"Results on the test items, {entry.TrackName}", entry.Leads);
        if (entry.Spreads.Count > 0)
        {
            ArmRowTable.Write(html, entry.Model, entry.Experiment, $"Spread of the embeddings, {entry.TrackName}", entry.Spreads);
        }

        WriteClaims(html, entry);
        ForestFigures.Write(html, entry);
        WriteEffects(html, entry);
    }

    private static void WriteClaims(Markup html, StudyEntry entry)
    {
        IReadOnlyList<string> common = StudySentences.CommonNotes(entry);
        ClaimVerdict[] claims = [.. entry.Tested.Select(claim => claim with { Notes = [.. claim.Notes.Except(common)] })];
        if (claims.Length > 0)
        {
            VerdictSection.WriteTable(html, entry.Model, $"Verdict on each claim, {entry.Name}", claims, hasPaperForm: false);
        }

        string remarks = string.Join(" ", [.. common, .. StudySentences.NotTested(entry) is { } missing ? [missing] : Array.Empty<string>()]);
        if (ClaimPair.Of(entry.Model.Spec) is not null && remarks.Length > 0)
        {
            html.Element("p", remarks, ("class", "small"));
        }
    }

    private static void WriteEffects(Markup html, StudyEntry entry)
    {
        StudyTable effects = StudyTables.Effects(entry);
        if (effects.IsEmpty)
        {
            return;
        }

        using (html.In("details"))
        {
            html.Element("summary", $"Effect sizes, equivalence and seeds needed, {entry.TrackName}");
            html.Element("p", StudySentences.Effects, ("class", "small"));
            effects.Write(html);
        }
    }
}
