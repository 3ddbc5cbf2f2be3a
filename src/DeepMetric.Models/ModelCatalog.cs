namespace DeepMetric.Models;

/// <summary>The nets by name.</summary>
public static class ModelCatalog
{
    /// <summary>The name of <see cref="DeepMetric.Models.Mlp"/>.</summary>
    public const string Mlp = "mlp";

    /// <summary>The name of <see cref="DeepMetric.Models.ConvNet"/>.</summary>
    public const string ConvNet = "convnet";

    /// <summary>The net that the study would take for items of a shape: a ConvNet for images, an MLP for vectors.</summary>
    public static string DefaultFor(IReadOnlyList<int> itemShape) => itemShape.Count == 3 ? ConvNet : Mlp;

    /// <summary>The embedding size that the study gives a net.</summary>
    public static int DefaultEmbeddingSize(string model) => model == ConvNet ? 64 : 32;

    /// <summary>Creates a net for items of a shape.</summary>
    /// <param name="model">A name of this catalogue.</param>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="embeddingSize">Dimensions of the embedding.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <exception cref="ArgumentException">The name is not known, or the net does not take such items.</exception>
    public static EmbeddingNet Create(string model, IReadOnlyList<int> itemShape, int embeddingSize, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(itemShape);
        return model switch
        {
            Mlp => new Mlp(itemShape.Aggregate(1, (product, size) => product * size), embeddingSize, seed),
            ConvNet when itemShape is [int channels, int height, int width] => new ConvNet(channels, height, width, embeddingSize, seed),
            ConvNet => throw new ArgumentException($"A convnet takes images [channels, height, width], found items of shape [{string.Join(", ", itemShape)}].", nameof(itemShape)),
            _ => throw new ArgumentException($"Expected one of {Mlp}, {ConvNet}, found '{model}'.", nameof(model)),
        };
    }
}
