using DeepMetric.Tuples;

namespace DeepMetric.Losses.Kernels;

/// <summary>Holds a loss that is defined on all items of a batch among themselves to such a batch.</summary>
internal static class OwnBatch
{
    /// <summary>Refuses a reference set and, unless the loss takes them, index tuples.</summary>
    /// <exception cref="ArgumentException">One was given.</exception>
    public static void Check(EmbeddingBatch batch, IndexTuples? tuples)
    {
        if (batch.FirstSelf is null)
        {
            throw new ArgumentException("Expected embeddings that are compared among themselves, as this loss is defined on one batch; found a reference set.", nameof(batch));
        }

        if (tuples is not null)
        {
            throw new ArgumentException("Expected no index tuples, as this loss is defined on all items of a batch; found some.", nameof(tuples));
        }
    }

    /// <summary>The labels of a batch.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static IReadOnlyList<long> LabelsOf(EmbeddingBatch batch) =>
        batch.Labels ?? throw new ArgumentException("Expected one label per item, which this loss needs also beside index tuples; found none.", nameof(batch));
}
