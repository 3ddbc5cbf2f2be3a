using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>The study's net for small images: two 3x3 convolutions (32 and 64 channels) with ReLU and 2x2 pooling, a layer of 128, the embedding.</summary>
/// <remarks>
/// Pooling comes before ReLU, which gives the same values from a quarter of the work, and images and kernels are laid out channels last,
/// where libtorch's convolution and pooling are several times faster on a CPU.
/// </remarks>
public sealed class ConvNet : EmbeddingNet
{
    private readonly Module<Tensor, Tensor> layers;

    /// <summary>Creates the net.</summary>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="height">Its height, at least 4.</param>
    /// <param name="width">Its width, at least 4.</param>
    /// <param name="embeddingSize">Dimensions of the embedding; the study has 64.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <param name="normalize">Whether embeddings are scaled to unit norm.</param>
    public ConvNet(int channels, int height, int width, int embeddingSize = 64, ulong seed = 0, bool normalize = true)
        : base(nameof(ConvNet), embeddingSize, normalize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 4);

        // TorchSharp's convolutions with a bias leave a tensor behind.
        using var scope = NewDisposeScope();
        layers = Sequential(
            ("conv1", Conv2d(channels, 32, 3, padding: 1)),
            ("pool1", MaxPool2d(2)),
            ("relu1", ReLU()),
            ("conv2", Conv2d(32, 64, 3, padding: 1)),
            ("pool2", MaxPool2d(2)),
            ("relu2", ReLU()),
            ("flatten", Flatten()),
            ("fc", Linear(64L * (height / 4) * (width / 4), 128)),
            ("relu3", ReLU()),
            ("embedding", Linear(128, embeddingSize)));
        RegisterComponents();
        Initialize(seed);
        ChannelsLast.LayOut(this);
    }

    /// <inheritdoc/>
    protected override bool IsHead(string parameterName) => parameterName.StartsWith("layers.embedding.", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override Tensor Embed(Tensor input)
    {
        using Tensor images = ChannelsLast.Of(input);
        return layers.call(images);
    }
}
