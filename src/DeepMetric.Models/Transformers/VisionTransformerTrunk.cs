using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>A vision transformer up to its class token after the last layer norm.</summary>
/// <remarks>
/// <para>Parameters are called as in torchvision from 0.12 on: <c>conv_proj.weight</c>, <c>class_token</c>, <c>encoder.pos_embedding</c>,
/// <c>encoder.layers.encoder_layer_0.mlp.0.weight</c>. An image has to be of the size that the trunk was created for.</para>
/// <para>Paper: Dosovitskiy et al., "An image is worth 16x16 words", ICLR 2021; ViT-S: Touvron et al., ICML 2021, without its distillation token.</para>
/// </remarks>
public sealed class VisionTransformerTrunk : Trunk
{
    [ComponentName(Name = "conv_proj")]
    private readonly Conv2d projection;

    [ComponentName(Name = "class_token")]
    private readonly Parameter classToken;

    private readonly TransformerEncoder encoder;

    /// <summary>Creates the trunk.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="height">Height of an image: a multiple of the patch.</param>
    /// <param name="width">Width of an image: a multiple of the patch.</param>
    /// <param name="seed">Decides the initial weights, drawn from torchvision's distributions.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public VisionTransformerTrunk(VisionTransformerShape shape, int channels = 3, int height = 224, int width = 224, ulong seed = 0)
        : base(Checked(shape).Name, channels, shape.Width, hasFeatureMap: false)
    {
        if (height < 1 || width < 1 || height % shape.Patch != 0 || width % shape.Patch != 0)
        {
            throw new ArgumentException($"Expected images whose height and width are multiples of {shape.Patch}, found {height} x {width}.", nameof(height));
        }

        // TorchSharp's convolutions with a bias leave a tensor behind.
        using var scope = NewDisposeScope();
        (Height, Width) = (height, width);
        projection = Conv2d(channels, shape.Width, shape.Patch, shape.Patch);
        classToken = Parameter(zeros(1, 1, shape.Width));
        classToken.DetachFromDisposeScope();
        encoder = new TransformerEncoder(shape, (height / shape.Patch * (width / shape.Patch)) + 1);
        RegisterComponents();
        Initialize(new InitialWeights(seed));
    }

    /// <summary>Height of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of an image in pixels.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    protected override Tensor FeaturesOf(Tensor images)
    {
        if (images.shape[2] != Height || images.shape[3] != Width)
        {
            throw new ArgumentException($"Expected images of {Height} x {Width}, found {images.shape[2]} x {images.shape[3]}.", nameof(images));
        }

        Tensor patches = projection.call(images).flatten(2).transpose(1, 2);
        Tensor tokens = cat([classToken.expand(images.shape[0], 1, FeatureSize), patches], 1);
        return encoder.call(tokens).select(1, 0).contiguous();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            classToken.Dispose();
        }

        base.Dispose(disposing);
    }

    private static VisionTransformerShape Checked(VisionTransformerShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape is { Patch: >= 1, Layers: >= 1, Heads: >= 1, Hidden: >= 1 } && shape.Width >= 1 && shape.Width % shape.Heads == 0
            ? shape
            : throw new ArgumentException($"Expected sizes of at least 1 and a width that is a multiple of the heads, found {shape}.", nameof(shape));
    }

    private void Initialize(InitialWeights weights)
    {
        // torchvision cuts this off at ±2, some 25 to 100 deviations out, which no draw of 53 bits reaches.
        long[] kernel = projection.weight.shape;
        weights.Normal("conv_proj.weight", projection.weight, 1 / Math.Sqrt(kernel[1] * kernel[2] * kernel[3]));
        InitialWeights.Constant(projection.bias!, 0);
        encoder.Initialize(weights);
    }
}
