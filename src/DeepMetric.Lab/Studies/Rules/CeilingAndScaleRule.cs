using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Hands on what the rules of a comparison find about ceilings and about variances that scale explains.</summary>
public sealed class CeilingAndScaleRule : IStudyRule
{
    private static readonly string[] HandedOn = [CeilingRule.RuleId, new ScaleRule().Id];

    /// <inheritdoc/>
    public string Id => "ceiling-and-scale";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        return from entry in results.Entries
               from finding in entry.Comparison.Findings
               where HandedOn.Contains(finding.Id)
               select new StudyFinding { Id = finding.Id, Severity = finding.Severity, Dataset = entry.Dataset, Track = entry.Track, Message = $"On {entry.Dataset}: {finding.Message}" };
    }
}
