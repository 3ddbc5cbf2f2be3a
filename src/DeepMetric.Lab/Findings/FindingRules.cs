namespace DeepMetric.Lab.Findings;

/// <summary>All rules, in the order in which their findings are shown.</summary>
public static class FindingRules
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<IFindingRule> All { get; } =
        [new ShuffledLabelsRule(), new TooFewSeedsRule(), new CeilingRule(), new ScaleRule(), new NotReachedRule()];
}
