namespace DeepMetric.Losses;

/// <summary>What a loss with weights of its own has to know before the first batch.</summary>
/// <param name="Classes">The number of classes; labels are 0 to <paramref name="Classes"/> − 1.</param>
/// <param name="EmbeddingSize">The dimension of the embeddings.</param>
public sealed record LossDimensions(int Classes, int EmbeddingSize)
{
    /// <summary>Where the initial weights come from.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>The number of training items of each class, for a loss that treats small classes otherwise; null where they are not known.</summary>
    /// <value>Default null.</value>
    public IReadOnlyList<long>? ClassSizes { get; init; }

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="ArgumentException">There are not as many sizes as classes, or one is below 1.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EmbeddingSize, 1);
        if (ClassSizes is { } sizes && (sizes.Count != Classes || sizes.Any(size => size < 1)))
        {
            throw new ArgumentException($"Expected the sizes of {Classes} classes, each at least 1, found {sizes.Count}{(sizes.Count == 0 ? "" : $", the smallest {sizes.Min()}")}.");
        }
    }
}
