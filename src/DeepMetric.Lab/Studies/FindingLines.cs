using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Studies;

/// <summary>A line about one finding, or about several of one kind.</summary>
/// <param name="Id">The rule's id.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Dataset">The data set; null where it is about all.</param>
/// <param name="Text">What it says.</param>
public sealed record FindingLine(string Id, Severity Severity, string? Dataset, string Text);

/// <summary>The findings of a study as they are shown: warnings first, those of one rule on one data set and arm as one line, ceilings as one line per data set.</summary>
public static class FindingLines
{
    /// <summary>The lines.</summary>
    /// <param name="results">The results.</param>
    public static IReadOnlyList<FindingLine> Of(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return
        [
            .. results.Findings.Where(finding => finding.Id != CeilingRule.RuleId)
                .GroupBy(finding => (finding.Id, finding.Severity, finding.Dataset, finding.Arm))
                .Select(group => new FindingLine(group.Key.Id, group.Key.Severity, group.Key.Dataset, Folded([.. group.Select(finding => finding.Message).Distinct()])))
                .OrderByDescending(line => line.Severity),
            .. results.Spec.Datasets.SelectMany(set => CeilingOf(results, set.Name)),
        ];
    }

    // Seeds and tracks say the same in other numbers.
    private static string Folded(string[] messages) =>
        messages.Length == 1 ? messages[0] : FormattableString.Invariant($"{messages[0]} (And {messages.Length - 1} more like it, of other seeds or tracks: see results.json.)");

    private static IEnumerable<FindingLine> CeilingOf(StudyResults results, string dataset)
    {
        TrackResults[] entries = [.. results.Entries.Where(entry => entry.Dataset == dataset)];
        string[] metrics =
        [
            .. from metric in MetricCatalog.All
               let tracks = entries.Where(entry => entry.Comparison.Findings.Any(finding => finding.Id == CeilingRule.RuleId && finding.Metric == metric.Id)).ToArray()
               where tracks.Length > 0
               select tracks.Length == entries.Length ? metric.Title : $"{metric.Title} ({string.Join(", ", tracks.Select(entry => StudyWords.Of(entry.Track)))})",
        ];
        return metrics.Length == 0 ? [] : [new FindingLine(CeilingRule.RuleId, Severity.Note, dataset, $"ceiling on {dataset}: {string.Join(", ", metrics)}")];
    }
}
