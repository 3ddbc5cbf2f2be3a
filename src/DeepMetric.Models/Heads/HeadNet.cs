using DeepMetric.Sampling;
using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>An embedding head alone, over features that were computed before; in the names of <see cref="BackboneNet"/>'s head.</summary>
public sealed class HeadNet : EmbeddingNet
{
    private readonly EmbeddingHead head;

    /// <summary>Creates the net.</summary>
    /// <param name="featureSize">f, the length of the features.</param>
    /// <param name="embeddingSize">d, the dimensions of the embedding.</param>
    /// <param name="hidden">Units of the hidden layers, first to last; none for a linear head.</param>
    /// <param name="seed">Decides the initial weights, as <see cref="BackboneNet"/>'s seed does.</param>
    /// <param name="normalize">Whether embeddings are scaled to unit norm.</param>
    public HeadNet(int featureSize, int embeddingSize, IReadOnlyList<int>? hidden = null, ulong seed = 0, bool normalize = true)
        : base(nameof(HeadNet), embeddingSize, normalize)
    {
        head = new EmbeddingHead(featureSize, embeddingSize, hidden, seed: SeededRandom.Derive(seed, "head"));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Embed(Tensor input) => head.call(input);
}
