using System.ComponentModel.DataAnnotations;
using DeepMetric.Miners;
using DeepMetric.Sampling;
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
    public Miner? Miner { get; init; }

    /// <summary>Where the miner's draws come from; needed if it <see cref="Miners.Miner.Draws"/>.</summary>
    /// <value>Default null.</value>
    public SeededRandom? Random { get; init; }

    /// <summary>
    /// In place of <see cref="Random"/>, a seed: the draws of a batch then depend on it and on the embeddings alone, so that a training that was interrupted goes on with the same ones.
    /// </summary>
    /// <value>Default null.</value>
    public ulong? Seed { get; init; }

    /// <summary>The loss over its miner's tuples, or those given.</summary>
    internal LossResult Compute(EmbeddingBatch batch, IndexTuples? given) => Miner is null ? Loss.Compute(batch, given) : Loss.Compute(batch, Miner, RandomFor(batch));

    /// <summary>The terms over its miner's tuples, or those given.</summary>
    internal IReadOnlyList<LossTerms.Listed> ListTerms(EmbeddingBatch batch, IndexTuples? given) => Loss.ListTerms(batch, Miner is null ? given : Miner.Mine(batch, RandomFor(batch)));

    private SeededRandom? RandomFor(EmbeddingBatch batch) => Seed is ulong seed ? batch.RandomBy(seed) : Random;

    internal void Validate()
    {
        if (!double.IsFinite(Weight) || Weight <= 0)
        {
            throw new ValidationException($"Expected a weight above 0 for {Name}, found {Weight}.");
        }
    }
}
