namespace DeepMetric.Datasets;

/// <summary>A plan after its test items were compared with what is trained on.</summary>
/// <param name="Plan">The plan, without the test items that were taken out.</param>
/// <param name="Report">What was found before that.</param>
/// <param name="Dropped">How many test items were taken out.</param>
/// <param name="IsTolerated">Whether something was found and kept.</param>
public sealed record CheckedPlan(SplitPlan Plan, LeakReport Report, int Dropped, bool IsTolerated)
{
    /// <summary>What was found and what became of it, a sentence or two; null where nothing was found.</summary>
    public string? Finding => !Report.IsLeaking ? null : Report.Message + (IsTolerated ? "" : " They were taken out of the test part.");

    /// <summary>Compares classes and contents, and does with what is found as the policy says.</summary>
    /// <remarks>An official split is what others' figures rest on: unless items are to be taken out, what is wrong with it is said and kept.</remarks>
    /// <param name="source">The data set's items.</param>
    /// <param name="plan">A plan made from them.</param>
    /// <param name="policy">What happens to test items that were seen in training.</param>
    /// <param name="contentOf">The SHA-256 of the content of the item at a place; called from several threads.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <exception cref="InvalidDataException">Test items were seen in training, and that is not allowed.</exception>
    internal static CheckedPlan Of(SplitSource source, SplitPlan plan, LeakPolicy policy, Func<int, byte[]> contentOf, CancellationToken cancellation = default)
    {
        LeakReport report = LeakCheck.Inspect(source, plan, contentOf, cancellationToken: cancellation);
        if (!report.IsLeaking)
        {
            return new(plan, report, 0, IsTolerated: false);
        }

        bool isTolerated = policy == LeakPolicy.Allow || (policy == LeakPolicy.Refuse && plan.Kind == SplitKind.Official);
        if (isTolerated)
        {
            return new(plan, report, 0, IsTolerated: true);
        }

        if (policy == LeakPolicy.Refuse || (report.RequiresNewClasses && report.SharedClasses.Count > 0))
        {
            report.ThrowIfLeaking();
        }

        HashSet<int> seen = [.. report.Duplicates.Select(duplicate => duplicate.Test)];
        return new(Without(source, plan, seen), report, seen.Count, IsTolerated: false);
    }

    private static SplitPlan Without(SplitSource source, SplitPlan plan, HashSet<int> seen) =>
        new(source, plan.Kind, $"{plan.Name}-without-duplicates", plan.Train, plan.Validation, [.. plan.Test.Where(place => !seen.Contains(place))])
        {
            Seed = plan.Seed,
            Fold = plan.Fold,
            Folds = plan.Folds,
            Shares = plan.Shares,
            Notes = [.. plan.Notes, $"{SplitText.Count(seen.Count, "test item whose content is", "test items whose contents are")} in training too were taken out."],
        };
}
