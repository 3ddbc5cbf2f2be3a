using DeepMetric.Tuples;
using TorchSharp;

namespace DeepMetric.Losses;

/// <summary>What a loss's arithmetic works on.</summary>
/// <param name="Batch">The embeddings and labels.</param>
/// <param name="Tuples">Chosen terms; null for all valid ones.</param>
/// <param name="Distances">The distance matrix, <c>[n, m]</c>, differentiable; <c>[0, 0]</c> for a loss that does not need it.</param>
/// <param name="Listed">Whether single terms are wanted.</param>
/// <param name="OrderedPairs">Whether each pair must count for both of its items.</param>
/// <param name="IgnoredLabel">The label whose items take part in no term.</param>
public sealed record LossInput(EmbeddingBatch Batch, IndexTuples? Tuples, torch.Tensor Distances, bool Listed, bool OrderedPairs, long? IgnoredLabel);

/// <summary>What a loss's arithmetic gives.</summary>
/// <param name="Parts">The parts of the loss, each of which is reduced; their sum is the loss.</param>
/// <param name="Telemetry">Counts and means over the same terms.</param>
public sealed record LossOutput(IReadOnlyList<LossTerms> Parts, LossTelemetry Telemetry)
{
    /// <summary>What gradients are measured on, a scalar, where it is not the mean over all terms of all parts; else null.</summary>
    public torch.Tensor? Mean { get; init; }
}
