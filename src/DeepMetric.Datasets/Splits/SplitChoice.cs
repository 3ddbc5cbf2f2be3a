namespace DeepMetric.Datasets;

/// <summary>Which split is asked for.</summary>
public sealed record SplitChoice
{
    /// <summary>How items are divided; null for what the field does with this data set.</summary>
    public SplitKind? Kind { get; init; }

    /// <summary>The seed of draws; null for class-disjoint halves and folds in label order, and 0 elsewhere.</summary>
    public int? Seed { get; init; }

    /// <summary>The share of each class to test on, for a closed-set split.</summary>
    /// <value>Default 0.2.</value>
    public double TestShare { get; init; } = 0.2;

    /// <summary>The share of each class's training items to choose by; 0 for none.</summary>
    /// <value>Default 0.</value>
    public double ValidationShare { get; init; }

    /// <summary>Into how many folds the training classes of a class-disjoint split are divided; null for none.</summary>
    public int? Folds { get; init; }

    /// <summary>The fold to choose by, from 1, where there are folds.</summary>
    /// <value>Default 1.</value>
    public int Fold { get; init; } = 1;

    /// <summary>The file of a plan that was saved; null for a plan that is made.</summary>
    public string? File { get; init; }

    /// <summary>What happens to a test item whose content is in training too.</summary>
    public LeakPolicy Leaks { get; init; }

    /// <summary>Makes or reads the plan.</summary>
    /// <param name="source">The data set's items.</param>
    /// <exception cref="ArgumentException">The choice does not fit the items.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another data set.</exception>
    public SplitPlan PlanFor(SplitSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (File is not null)
        {
            return SplitFile.Load(File, source);
        }

        bool hasTest = source.Parts.Contains(ItemPart.Test);
        bool disjoint = hasTest && IsClassDisjoint(source);
        return Kind switch
        {
            SplitKind.ClassDisjoint => Disjoint(source, Folds is null ? ClassDisjointSplit.Halves(source, Seed) : null),
            SplitKind.ClosedSet => ClosedSet(source),
            SplitKind.Official or null when hasTest => disjoint && (Folds is not null || ValidationShare > 0) ? Disjoint(source, null, OfficialSplit.Plan(source)) : Official(source),
            SplitKind.Official => throw new ArgumentException(
                $"Expected official training and test items in {source.Dataset}, found no test items: choose the split {SplitKinds.NameOf(SplitKind.ClosedSet)} or {SplitKinds.NameOf(SplitKind.ClassDisjoint)}."),
            _ => ClosedSet(source),
        };
    }

    private static bool IsClassDisjoint(SplitSource source)
    {
        var trained = new HashSet<int>();
        var tested = new HashSet<int>();
        for (int i = 0; i < source.Count; i++)
        {
            (source.Parts[i] == ItemPart.Test ? tested : trained).Add(source.Labels[i]);
        }

        return !trained.Overlaps(tested);
    }

    private SplitPlan Official(SplitSource source) =>
        ValidationShare > 0 && !source.Parts.Contains(ItemPart.Validation) ? OfficialSplit.PlanWithValidation(source, ValidationShare, Seed ?? 0) : OfficialSplit.Plan(source);

    private SplitPlan ClosedSet(SplitSource source) =>
        ClosedSetSplit.Plan(source, new SplitShares(Sound((1 - TestShare) * (1 - ValidationShare)), Sound((1 - TestShare) * ValidationShare), TestShare), Seed ?? 0);

    /// <summary>Without the last digits that multiplying adds, which would stand in the plan's name.</summary>
    private static double Sound(double share) => Math.Round(share, 12);

    /// <summary>Without folds, a validation share becomes the first of as many folds as it takes to have about that share of the training classes.</summary>
    private SplitPlan Disjoint(SplitSource source, SplitPlan? halves, SplitPlan? basis = null)
    {
        int? folds = Folds ?? (ValidationShare > 0 ? Math.Max(2, (int)Math.Round(1 / ValidationShare)) : null);
        if (folds is not int count)
        {
            return halves ?? basis!;
        }

        IReadOnlyList<SplitPlan> plans = ClassDisjointSplit.Folds(source, count, Seed, basis);
        return Fold >= 1 && Fold <= plans.Count ? plans[Fold - 1] : throw new ArgumentException($"Expected a fold from 1 to {plans.Count}, found {Fold}.");
    }
}
