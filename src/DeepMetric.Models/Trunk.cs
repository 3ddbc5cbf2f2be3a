using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>The part of a net that pretrained weights are published for: everything up to the features that a classifier would see.</summary>
/// <remarks>
/// Convolutional trunks give a feature map <c>[n, f, h', w']</c>, transformers give features <c>[n, f]</c>. The parameters of the trunks here are called
/// as in torchvision, so that a public file loads by name.
/// </remarks>
public abstract class Trunk : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates a trunk.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="featureSize">Channels of the feature map, or the length of the features.</param>
    /// <param name="hasFeatureMap">Whether it gives a feature map.</param>
    protected Trunk(string name, int channels, int featureSize, bool hasFeatureMap)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(featureSize, 1);
        Channels = channels;
        FeatureSize = featureSize;
        HasFeatureMap = hasFeatureMap;
    }

    /// <summary>Channels of an image.</summary>
    public int Channels { get; }

    /// <summary>f: channels of the feature map, or the length of the features.</summary>
    public int FeatureSize { get; }

    /// <summary>Whether it gives a feature map <c>[n, f, h', w']</c> rather than features <c>[n, f]</c>.</summary>
    public bool HasFeatureMap { get; }

    /// <summary>Computes the features of images.</summary>
    /// <param name="input">Images, <c>[n, c, h, w]</c>.</param>
    /// <returns>A feature map <c>[n, f, h', w']</c> or features <c>[n, f]</c>.</returns>
    /// <exception cref="ArgumentException">Not images of this trunk's channels.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long[] shape = input.shape;
        if (shape.Length != 4 || shape[1] != Channels)
        {
            throw new ArgumentException($"Expected images [n, {Channels}, h, w], found [{string.Join(", ", shape)}].", nameof(input));
        }

        using var scope = NewDisposeScope();
        return FeaturesOf(input).MoveToOuterDisposeScope();
    }

    /// <summary>The layers of the trunk. Tensors left behind are disposed of by the caller; those of large nets are better disposed of at once.</summary>
    /// <param name="images">Images, <c>[n, c, h, w]</c>; borrowed.</param>
    /// <returns>A fresh tensor.</returns>
    protected abstract Tensor FeaturesOf(Tensor images);
}
