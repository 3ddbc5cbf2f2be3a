using TorchSharp.Modules;
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
        LayOutChannelsLast();
    }

    /// <inheritdoc/>
    protected override Tensor Embed(Tensor input)
    {
        using Tensor images = ChannelsLast(input);
        return layers.call(images);
    }

    /// <summary>The same values with strides that say channels last also where there is one channel, for which both layouts are one.</summary>
    private static Tensor ChannelsLast(Tensor images)
    {
        using Tensor channelsAtEnd = images.permute(0, 2, 3, 1);
        using Tensor dense = channelsAtEnd.contiguous();
        (long channels, long height, long width) = (images.shape[1], images.shape[2], images.shape[3]);
        return dense.as_strided(images.shape, [channels * height * width, 1, channels * width, channels]);
    }

    private void LayOutChannelsLast()
    {
        using var guard = no_grad();
        foreach (Parameter kernel in parameters().Where(parameter => parameter.dim() == 4))
        {
            using Tensor relaid = ChannelsLast(kernel);
            kernel.set_(relaid);
        }
    }
}
