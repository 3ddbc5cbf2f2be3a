using System.Globalization;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Recommending;

/// <summary>Says what was chosen, and why.</summary>
public static class PlanWords
{
    /// <summary>The choices, a sentence each.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">What there is.</param>
    public static IReadOnlyList<string> Of(BudgetPlan plan, PlanningFacts facts)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(facts);
        var sentences = new List<string>
        {
            plan.Seeds >= SeedCounts.Enough
                ? Text($"{plan.Seeds} seeds per loss, paired.")
                : Text($"{plan.Seeds} seeds per loss, paired; {SeedCounts.Enough} did not fit, and fewer than {SeedCounts.Fewest} test nothing."),
            plan.Epochs >= facts.Epochs ? Text($"{plan.Epochs} epochs, as suits the data.") : Text($"{plan.Epochs} of the usual {facts.Epochs} epochs, so that the seeds fit."),
            plan.Trials > 0 ? Text($"Options as they are, and tuned by {plan.Trials} trials of {plan.TrialEpochs} epochs per loss on items set aside.")
                : facts.CanTune ? "Options as they are; a search of options did not fit."
                : "Options as they are; there are too few items or classes to set some aside for a search.",
        };
        if (plan.TrainItems is int train)
        {
            sentences.Add(Text($"{train:N0} of {facts.TrainItems:N0} training items, evenly over classes."));
        }

        if (plan.TestItems is int test)
        {
            sentences.Add(Text($"{test:N0} of {facts.TestItems:N0} test items, evenly over classes."));
        }

        if (plan.ImageSize is int size)
        {
            sentences.Add(Text($"Images of {size} pixels a side in place of {facts.LargestImageSize}, so that trainings are long enough."));
        }

        if (plan.Levels > 1)
        {
            sentences.Add("Also trained on the coarse labels and asked for the finer ones.");
        }

        return sentences;
    }

    /// <summary>What more time would add, a sentence each.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">What there is.</param>
    internal static IReadOnlyList<string> LeftOut(BudgetPlan plan, PlanningFacts facts)
    {
        string?[] parts =
        [
            plan.Seeds < SeedCounts.Enough ? Text($"{SeedCounts.Enough} seeds") : null,
            plan.Trials == 0 && facts.CanTune ? "tuned options" : null,
            plan.Epochs < facts.Epochs ? Text($"{facts.Epochs} epochs") : null,
            plan.TrainItems is null ? null : Text($"all {facts.TrainItems:N0} training items"),
            plan.TestItems is null ? null : Text($"all {facts.TestItems:N0} test items"),
            plan.ImageSize is null ? null : Text($"images of {facts.LargestImageSize} pixels"),
        ];
        string[] left = [.. parts.OfType<string>()];
        return left.Length == 0 ? [] : [$"A larger budget: {Formatting.Words.Join(left)}."];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
