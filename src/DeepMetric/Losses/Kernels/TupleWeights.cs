using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Index tuples as weights of items, for losses whose terms are items.</summary>
internal static class TupleWeights
{
    /// <summary>How often each embedding appears in the tuples, over the most frequent one's number, <c>[n]</c>; 1 for all where there is no tuple.</summary>
    /// <remarks>A positive or negative counts as well unless it is of a reference set.</remarks>
    public static Tensor Of(IndexTuples tuples, EmbeddingBatch batch)
    {
        int[] appearances = Appearances(tuples, withOthers: batch.FirstSelf is not null);
        long[] counts = new long[batch.Count];
        foreach (int item in appearances)
        {
            counts[item]++;
        }

        double most = Math.Max(1, counts.Max());
        return tensor(counts.Select(count => appearances.Length == 0 ? 1 : count / most).ToArray(), batch.Embeddings.dtype, batch.Embeddings.device);
    }

    private static int[] Appearances(IndexTuples tuples, bool withOthers) => tuples switch
    {
        Triplets triplets => withOthers ? [.. triplets.Anchors, .. triplets.Positives, .. triplets.Negatives] : triplets.Anchors,
        Pairs pairs => withOthers
            ? [.. pairs.PositiveAnchors, .. pairs.Positives, .. pairs.NegativeAnchors, .. pairs.Negatives]
            : [.. pairs.PositiveAnchors, .. pairs.NegativeAnchors],
        _ => throw new ArgumentException($"Tuples of type {tuples.GetType().Name} are not known.", nameof(tuples)),
    };
}
