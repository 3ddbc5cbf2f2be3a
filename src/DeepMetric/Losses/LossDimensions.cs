namespace DeepMetric.Losses;

/// <summary>What a loss with weights of its own has to know before the first batch.</summary>
/// <param name="Classes">The number of classes; labels are 0 to <paramref name="Classes"/> − 1.</param>
/// <param name="EmbeddingSize">The dimension of the embeddings.</param>
public sealed record LossDimensions(int Classes, int EmbeddingSize)
{
    /// <summary>Where the initial weights come from.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EmbeddingSize, 1);
    }
}
