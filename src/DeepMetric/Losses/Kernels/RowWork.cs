using DeepMetric.Distances;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Terms that belong to anchors, some anchors at a time.</summary>
/// <param name="Batch">The whole batch.</param>
/// <param name="Tuples">Chosen pairs; null for all valid ones.</param>
/// <param name="IgnoredLabel">The label whose items take part in no pair.</param>
/// <param name="Distance">How far embeddings are.</param>
/// <param name="RowsPerPart">Anchors at a time.</param>
/// <param name="Rows">The values of some anchors from their distances and their pairs.</param>
/// <param name="Valid">Which of those values are terms.</param>
internal sealed record RowWork(
    EmbeddingBatch Batch, IndexTuples? Tuples, long? IgnoredLabel, Distance Distance, int RowsPerPart, Func<Tensor, PairMasks, Tensor> Rows, Func<PairMasks, Tensor> Valid)
{
    /// <summary>Whether one part holds all anchors.</summary>
    public bool IsWhole => RowsPerPart >= Batch.Count;

    /// <summary>The parts: the first anchor and the number of anchors of each.</summary>
    public IEnumerable<(int First, int Count)> Parts()
    {
        for (int first = 0; first < Batch.Count; first += RowsPerPart)
        {
            yield return (first, Math.Min(RowsPerPart, Batch.Count - first));
        }
    }

    /// <summary>The pairs of the whole batch, in the caller's scope.</summary>
    public PairMasks Masks(Tensor embeddings, Tensor reference) => PairMasks.Of(Batch.Slice(embeddings, reference, 0), Tuples, IgnoredLabel);

    /// <summary>The terms of some anchors, <c>[t]</c>, in order of anchor and partner.</summary>
    public Tensor Terms(Tensor distances, PairMasks masks)
    {
        Tensor valid = Valid(masks);
        Tensor values = Rows(distances, masks).masked_select(valid);
        return RepeatsOf(masks, valid) is { } repeats ? values.repeat_interleave(repeats) : values;
    }

    /// <summary>How often each positive pair was chosen, in the order of the terms; null where terms are not pairs, or each counts once.</summary>
    public static Tensor? RepeatsOf(PairMasks masks, Tensor valid) =>
        valid.dim() == 2 && masks.PositiveCounts is { } counts ? where(masks.Positive, counts, ones_like(counts)).masked_select(valid).to(ScalarType.Int64) : null;
}
