namespace DeepMetric.Lab.Studies.Rules;

/// <summary>A rule that looks for one kind of objection to a study's results.</summary>
public interface IStudyRule
{
    /// <summary>The rule's id, which its findings carry.</summary>
    string Id { get; }

    /// <summary>The objections found.</summary>
    /// <param name="results">The results, without findings and advice.</param>
    /// <param name="runs">The units.</param>
    IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs);
}
