using System.Globalization;

namespace DeepMetric.Training;

/// <summary>Says that a loss or a gradient is no longer finite.</summary>
/// <param name="step">The step at fault, from 1.</param>
/// <param name="loss">The loss.</param>
/// <param name="gradientNorm">The gradient norm over all parameters.</param>
/// <param name="cause">What noticed it, if it was an error.</param>
public sealed class TrainingDivergedException(int step, double loss, double gradientNorm, Exception? cause = null)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"Training diverged at step {step}: loss {loss}, gradient norm {gradientNorm}. Try a smaller learning rate."), cause)
{
    /// <summary>The step at fault, from 1.</summary>
    public int Step { get; } = step;

    /// <summary>What was no longer finite: <c>embeddings</c>, <c>loss</c> or <c>gradient</c>.</summary>
    public string Tensor { get; } = cause is not null ? "embeddings" : !double.IsFinite(loss) ? "loss" : "gradient";
}
