using DeepMetric.Distances;

namespace DeepMetric.Losses.Kernels;

/// <summary>Holds a loss that is defined on angles to the cosine similarity.</summary>
internal static class CosineOnly
{
    /// <summary>The distance, if its values are cosines; a cosine similarity for null.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static Distance Checked(Distance? distance) => distance switch
    {
        null => new CosineSimilarity(),
        CosineSimilarity or DotProductSimilarity { Normalize: true } => distance,
        _ => throw new ArgumentException($"Expected the cosine similarity, on which this loss is defined, found {distance.GetType().Name}.", nameof(distance)),
    };
}
