using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Losses;

/// <summary>One loss of a mixture.</summary>
/// <param name="Name">Its name, by which telemetry tells it from the others.</param>
/// <param name="Weight">What it is multiplied by; finite and above 0.</param>
/// <param name="Loss">The loss.</param>
public sealed record MixedLoss(string Name, double Weight, MetricLoss Loss)
{
    internal void Validate()
    {
        if (!double.IsFinite(Weight) || Weight <= 0)
        {
            throw new ValidationException($"Expected a weight above 0 for {Name}, found {Weight}.");
        }
    }
}
