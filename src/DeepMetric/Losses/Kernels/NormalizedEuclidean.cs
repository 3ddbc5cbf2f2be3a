using DeepMetric.Distances;

namespace DeepMetric.Losses.Kernels;

/// <summary>The distances that losses with bins are made for: their range is known.</summary>
internal static class NormalizedEuclidean
{
    /// <summary>The distance, if it is a Euclidean one of normalised embeddings.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static LpDistance Checked(Distance distance) => distance is LpDistance { P: 2, Normalize: true } known
        ? known
        : throw new ArgumentException(
            $"Expected an LpDistance with P 2 that normalizes, found {(distance is LpDistance other ? $"one with P {other.P}, normalizing: {other.Normalize}" : distance.GetType().Name)}.", nameof(distance));
}
