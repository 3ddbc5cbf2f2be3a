using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runs;

/// <summary>Finds the epoch to keep. It is a function of the epochs alone, so whoever resumes needs to know nothing else.</summary>
/// <param name="chooseBy">A metric id, or <see cref="TrainingSpec.ValidationLoss"/>.</param>
/// <param name="patience">Training stops after so many epochs without a better one; null for never.</param>
public sealed class BestEpoch(string chooseBy, int? patience)
{
    /// <summary>The numbers that can be chosen by.</summary>
    public static IReadOnlyList<string> Choices { get; } =
    [
        MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.RecallAt2, MetricCatalog.RecallAt4, MetricCatalog.RecallAt8,
        MetricCatalog.RPrecision, MetricCatalog.Map, MetricCatalog.Mrr, TrainingSpec.ValidationLoss,
    ];

    /// <summary>The best epoch so far, the untrained net aside; null before the first, or where none has the number.</summary>
    public TrainingEpoch? Best { get; private set; }

    /// <summary>The last epoch told of.</summary>
    public int Last { get; private set; }

    /// <summary>Whether patience is at its end.</summary>
    public bool IsOver => patience is int epochs && Last - (Best?.Epoch ?? 0) >= epochs;

    /// <summary>Takes note of an epoch.</summary>
    /// <param name="epoch">The epoch, one after the last.</param>
    /// <returns>Whether it is the best so far. Of equal ones the first is.</returns>
    public bool Add(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Last = epoch.Epoch;
        if (epoch.Epoch == 0 || ValueOf(epoch) is not double value || (Best is not null && !IsBetter(value, ValueOf(Best)!.Value)))
        {
            return false;
        }

        Best = epoch;
        return true;
    }

    /// <summary>The number chosen by, of an epoch; null where it is not defined.</summary>
    /// <param name="epoch">The epoch.</param>
    public double? ValueOf(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return chooseBy == TrainingSpec.ValidationLoss ? epoch.ValidationLoss
            : epoch.Validation is { } numbers && numbers.TryGetValue(chooseBy, out double value) ? value
            : null;
    }

    private bool IsBetter(double value, double other) => chooseBy == TrainingSpec.ValidationLoss ? value < other : value > other;
}
