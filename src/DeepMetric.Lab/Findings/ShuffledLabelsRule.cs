using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Findings;

/// <summary>Warns that labels were permuted, so that the results test the apparatus and not the losses.</summary>
public sealed class ShuffledLabelsRule : IFindingRule
{
    /// <inheritdoc/>
    public string Id => "shuffled-labels";

    /// <inheritdoc/>
    public IEnumerable<Finding> Inspect(ComparisonResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        string shuffled = results.Spec.ShuffledLabels;
        if (shuffled == "none")
        {
            yield break;
        }

        yield return new Finding
        {
            Id = Id,
            Severity = Severity.Warning,
            Message = shuffled == "all"
                ? "The labels of training and test items were permuted: the run is a canary, and every score should be at chance."
                : "The labels of training items were permuted: the run is a canary, and no score should exceed the untrained net's.",
        };
    }
}
