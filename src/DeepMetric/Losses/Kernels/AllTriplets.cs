using DeepMetric.Tuples;

namespace DeepMetric.Losses.Kernels;

/// <summary>All valid triplets of a batch, one by one, for reducers that need single terms.</summary>
internal static class AllTriplets
{
    /// <summary>Lists them, after a check that they fit into memory.</summary>
    public static Triplets List(EmbeddingBatch batch, long? ignoredLabel)
    {
        IReadOnlyList<long>? others = batch.HasReference ? batch.ReferenceLabels : null;
        ListedTerms.CheckMemory(Triplets.CountAll(batch.Labels!, others, ignoredLabel), "triplets");
        return Triplets.All(batch.Labels!, others, ignoredLabel);
    }
}
