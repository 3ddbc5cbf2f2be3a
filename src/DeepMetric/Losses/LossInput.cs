using DeepMetric.Distances;
using DeepMetric.Tuples;
using TorchSharp;

namespace DeepMetric.Losses;

/// <summary>What a loss's arithmetic works on.</summary>
/// <param name="Batch">The embeddings and labels.</param>
/// <param name="Tuples">Chosen terms; null for all valid ones.</param>
/// <param name="Distance">How far embeddings are.</param>
/// <param name="Listed">Whether single terms are wanted.</param>
/// <param name="OrderedPairs">Whether each pair must count for both of its items.</param>
/// <param name="IgnoredLabel">The label whose items take part in no term.</param>
public sealed record LossInput(EmbeddingBatch Batch, IndexTuples? Tuples, Distance Distance, bool Listed, bool OrderedPairs, long? IgnoredLabel)
{
    private torch.Tensor? _distances;

    /// <summary>The distance matrix, <c>[n, m]</c>, differentiable; computed when it is first asked for.</summary>
    public torch.Tensor Distances => _distances ??= Distance.Matrix(Batch.Embeddings, Batch.Reference);
}

/// <summary>What a loss's arithmetic gives.</summary>
/// <param name="Parts">The parts of the loss, each of which is reduced; their sum is the loss.</param>
/// <param name="Telemetry">Counts and means over the same terms.</param>
public sealed record LossOutput(IReadOnlyList<LossTerms> Parts, LossTelemetry Telemetry)
{
    /// <summary>What gradients are measured on, a scalar, where it is not the mean over all terms of all parts; else null.</summary>
    public torch.Tensor? Mean { get; init; }
}
