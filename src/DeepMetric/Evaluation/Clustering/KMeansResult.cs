namespace DeepMetric.Evaluation.Clustering;

/// <summary>A division of items into clusters.</summary>
public sealed record KMeansResult
{
    /// <summary>The cluster of each item, from 0, <c>[n]</c>.</summary>
    public required int[] Assignments { get; init; }

    /// <summary>The means of the clusters, <c>[k, d]</c>.</summary>
    public required EmbeddingTable Centroids { get; init; }

    /// <summary>The sum of squared distances of the items to their centroids.</summary>
    public required double Inertia { get; init; }

    /// <summary>How many rounds the counted run took.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the last round of that run changed nothing.</summary>
    public required bool Converged { get; init; }
}
