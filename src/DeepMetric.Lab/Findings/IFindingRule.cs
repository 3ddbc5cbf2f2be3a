using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Findings;

/// <summary>A rule that looks for one kind of objection to a run's results.</summary>
public interface IFindingRule
{
    /// <summary>The rule's id, which its findings carry.</summary>
    string Id { get; }

    /// <summary>The objections found.</summary>
    /// <param name="results">The results, of which the findings and the recommendation may be missing still.</param>
    IEnumerable<Finding> Inspect(ComparisonResults results);
}
