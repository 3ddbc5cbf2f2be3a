using System.Globalization;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Rendering;

/// <summary>How the figures of a training run in progress read.</summary>
internal static class ProgressWords
{
    /// <summary>What is said after the first Ctrl-C.</summary>
    public const string Stopping = "Stopping after this step; once more ends at once.";

    /// <summary>Such as <c>epoch 3/16</c>.</summary>
    /// <param name="progress">The progress.</param>
    public static string Epoch(RunEvent.Progress progress) => string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}");

    /// <summary>The loss, with 4 decimals.</summary>
    /// <param name="progress">The progress.</param>
    public static string Loss(RunEvent.Progress progress) => progress.Loss.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>The active ratio, with 3 decimals; a dash where there was no valid term.</summary>
    /// <param name="progress">The progress.</param>
    public static string Active(RunEvent.Progress progress) => progress.ActiveRatio?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Items per second.</summary>
    /// <param name="perSecond">How many.</param>
    public static string Speed(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);
}
