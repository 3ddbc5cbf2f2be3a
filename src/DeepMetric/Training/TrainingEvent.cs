using DeepMetric.Diagnostics;
using DeepMetric.Losses;

namespace DeepMetric.Training;

/// <summary>Something that happened in training.</summary>
public abstract record TrainingEvent
{
    private TrainingEvent()
    {
    }

    /// <summary>A step was made.</summary>
    /// <param name="Step">The step, from 1.</param>
    /// <param name="Epoch">Its epoch, from 1.</param>
    /// <param name="Items">Items in the batch.</param>
    /// <param name="Loss">The loss as trained.</param>
    /// <param name="Telemetry">What the loss did.</param>
    /// <param name="GradientNorm">L2 norm over all parameters of the net, not over those that a loss learns, of the gradient of the mean over all valid terms.</param>
    /// <param name="Samples">How the gradient spreads over samples, of the same mean.</param>
    /// <param name="UpdateNorm">The relative size of the update of the net; null on steps that do not measure it.</param>
    public sealed record StepDone(
        int Step, int Epoch, int Items, double Loss, LossTelemetry Telemetry, double GradientNorm, GradientConcentration Samples, double? UpdateNorm) : TrainingEvent;

    /// <summary>An epoch was completed.</summary>
    /// <param name="Epoch">The epoch, from 1.</param>
    /// <param name="Step">Steps made so far.</param>
    public sealed record EpochDone(int Epoch, int Step) : TrainingEvent;
}
