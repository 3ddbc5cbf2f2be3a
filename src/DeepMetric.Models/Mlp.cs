using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>The study's net for vectors: input, one hidden layer of 64 with ReLU, embedding (128-64-32 for its 128-d toy set).</summary>
public sealed class Mlp : EmbeddingNet
{
    private const int Hidden = 64;
    private readonly Module<Tensor, Tensor> layers;

    /// <summary>Creates the net.</summary>
    /// <param name="inputSize">Values per item.</param>
    /// <param name="embeddingSize">Dimensions of the embedding; the study has 32.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <param name="normalize">Whether embeddings are scaled to unit norm.</param>
    public Mlp(int inputSize, int embeddingSize = 32, ulong seed = 0, bool normalize = true)
        : base(nameof(Mlp), embeddingSize, normalize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        layers = Sequential(("hidden", Linear(inputSize, Hidden)), ("relu", ReLU()), ("embedding", Linear(Hidden, embeddingSize)));
        RegisterComponents();
        Initialize(seed);
    }

    /// <inheritdoc/>
    protected override bool IsHead(string parameterName) => parameterName.StartsWith("layers.embedding.", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override Tensor Embed(Tensor input)
    {
        using Tensor flat = input.flatten(1);
        return layers.call(flat);
    }
}
