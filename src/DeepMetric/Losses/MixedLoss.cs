using System.ComponentModel.DataAnnotations;
using DeepMetric.Tuples;

namespace DeepMetric.Losses;

/// <summary>One loss of a mixture.</summary>
/// <param name="Name">Its name, by which telemetry tells it from the others.</param>
/// <param name="Weight">What it is multiplied by; finite and above 0.</param>
/// <param name="Loss">The loss.</param>
public sealed record MixedLoss(string Name, double Weight, MetricLoss Loss)
{
    /// <summary>Chooses the pairs or triplets of this loss; null for all valid ones, or those that the mixture is given.</summary>
    /// <value>Default null.</value>
    public Func<EmbeddingBatch, IndexTuples>? Miner { get; init; }

    /// <summary>The tuples of this loss: its miner's, or those given.</summary>
    internal IndexTuples? Choose(EmbeddingBatch batch, IndexTuples? given) => Miner is null ? given : Miner(batch);

    internal void Validate()
    {
        if (!double.IsFinite(Weight) || Weight <= 0)
        {
            throw new ValidationException($"Expected a weight above 0 for {Name}, found {Weight}.");
        }
    }
}
