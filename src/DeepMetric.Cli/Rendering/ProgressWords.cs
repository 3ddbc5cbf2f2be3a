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
    public static string Loss(RunEvent.Progress progress) => Loss(progress.Loss);

    /// <summary>A loss, with 4 decimals.</summary>
    /// <param name="loss">The loss.</param>
    public static string Loss(double loss) => loss.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>The active ratio, with 3 decimals; a dash where there was no valid term.</summary>
    /// <param name="progress">The progress.</param>
    public static string Active(RunEvent.Progress progress) => Active(progress.ActiveRatio);

    /// <summary>An active ratio, with 3 decimals; a dash where there was no valid term.</summary>
    /// <param name="ratio">The ratio.</param>
    public static string Active(double? ratio) => ratio?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Such as <c>, 40 s left</c>; nothing where it cannot be told.</summary>
    /// <param name="remaining">The time.</param>
    public static string Left(TimeSpan? remaining) => remaining is TimeSpan time ? $", {Durations.Whole(Math.Max(1, time.TotalSeconds))} left" : string.Empty;

    /// <summary>Items per second.</summary>
    /// <param name="perSecond">How many.</param>
    public static string Speed(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);
}
