using DeepMetric.Datasets;
using DeepMetric.Losses;

namespace DeepMetric.Lab.Runner;

/// <summary>Says for which losses there is a loss on validation items.</summary>
internal static class ValidationLosses
{
    /// <summary>
    /// Whether a loss on validation items is defined: not for a loss that keeps state, which looking would change, and not for one that learns a weight per class where
    /// the items are of other classes.
    /// </summary>
    public static bool AreDefined(MetricLoss loss, TrainedClasses classes, LabeledSet validation) =>
        !loss.Traits.HasFlag(LossTraits.Stateful) && !HasKept(loss) && (!HasLearned(loss) || classes.Contain(validation.Labels));

    private static bool HasLearned(MetricLoss loss) => loss.Weights.Learned.Count > 0 || loss.Inner.Values.Any(HasLearned);

    private static bool HasKept(MetricLoss loss) => loss.Weights.Kept.Count > 0 || loss.Inner.Values.Any(HasKept);
}
