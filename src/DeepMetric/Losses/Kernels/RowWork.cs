using DeepMetric.Distances;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Terms that belong to anchors, some anchors at a time.</summary>
/// <param name="Batch">The whole batch.</param>
/// <param name="Pairs">The pairs of the whole batch.</param>
/// <param name="Distance">How far embeddings are.</param>
/// <param name="RowsPerPart">Anchors at a time.</param>
/// <param name="Rows">The values of some anchors from their distances and their pairs.</param>
/// <param name="Valid">Which of those values are terms.</param>
internal sealed record RowWork(
    EmbeddingBatch Batch, Func<EmbeddingBatch, PairMasks> Pairs, Distance Distance, int RowsPerPart, Func<Tensor, PairMasks, Tensor> Rows, Func<PairMasks, Tensor> Valid)
{
    /// <summary>Whether one part holds all anchors.</summary>
    public bool IsWhole => RowsPerPart >= Batch.Count;

    /// <summary>The parts: the first anchor and the number of anchors of each.</summary>
    public IEnumerable<(int First, int Count)> Parts() => RowRanges.Of(Batch.Count, RowsPerPart);

    /// <summary>All terms, <c>[t]</c>, differentiable.</summary>
    /// <param name="masks">The pairs of the whole batch.</param>
    public Tensor Compute(PairMasks masks) => IsWhole ? Terms(Batch.DistancesBy(Distance), masks) : TermParts.Compute(Batch.Embeddings, Batch.Reference, Partition);

    /// <summary>The pairs of the whole batch, in the caller's scope.</summary>
    public PairMasks Masks(Tensor embeddings, Tensor reference) => Pairs(Batch.Slice(embeddings, reference, 0));

    /// <summary>The terms of some anchors, <c>[t]</c>, in order of anchor and partner.</summary>
    public Tensor Terms(Tensor distances, PairMasks masks)
    {
        Tensor valid = Valid(masks);
        Tensor values = Rows(distances, masks);
        return TermPlaces.Select(masks.AnchorWeights is { } weights ? values * weights : values, valid, masks.PositiveCounts);
    }

    private IEnumerable<Func<Tensor, Tensor, Tensor>> Partition(Tensor embeddings, Tensor reference)
    {
        PairMasks masks = Masks(embeddings, reference);
        foreach ((int first, int count) in Parts())
        {
            yield return (queries, others) => Terms(Distance.Matrix(queries.narrow(0, first, count), others), masks.Slice(first, count));
        }
    }
}
