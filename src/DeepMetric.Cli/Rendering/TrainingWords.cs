using System.Globalization;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Rendering;

/// <summary>How the figures of an epoch read.</summary>
internal static class TrainingWords
{
    /// <summary>The validation numbers shown of every epoch: what is chosen by first, then MAP@R and Recall@1.</summary>
    /// <param name="spec">The training run.</param>
    public static IReadOnlyList<string> Shown(TrainingSpec spec) =>
        spec.ChooseBy is null ? [] : [.. new[] { spec.ChooseBy, MetricCatalog.MapAtR, MetricCatalog.RecallAt1 }.Distinct()];

    /// <summary>What a validation number is called.</summary>
    /// <param name="metric">A metric's id, or the validation loss.</param>
    public static string Title(string metric) => metric == TrainingSpec.ValidationLoss ? "validation loss" : ResultFormat.Title(metric);

    /// <summary>A validation number of an epoch; a dash where it is not defined.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="metric">A metric's id, or the validation loss.</param>
    public static string Value(TrainingEpoch epoch, string metric) => new BestEpoch(metric, patience: null).ValueOf(epoch) switch
    {
        null => "–",
        double loss when metric == TrainingSpec.ValidationLoss => ProgressWords.Loss(loss),
        double value => ResultFormat.Value(metric, value),
    };

    /// <summary>Such as <c>epoch 3/16</c>.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="spec">The training run.</param>
    public static string Epoch(int epoch, TrainingSpec spec) => string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}/{spec.Epochs}");
}
