namespace DeepMetric.Lab.Studies.Rules;

/// <summary>All rules, in the order in which their findings are shown: what went wrong, what cannot be trusted, what to bear in mind.</summary>
public static class StudyRules
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<IStudyRule> All { get; } =
    [
        new DivergedRule(), new ShuffledLearnedRule(), new LabelBlindRule(), new PlateauRule(), new CollapseRule(), new FewSeedsRule(), new StillImprovingRule(),
        new UnequalTuningRule(), new MarginNotMatchedRule(), new IntervalOverlapRule(), new CeilingAndScaleRule(), new PositivesDominateRule(),
    ];
}
