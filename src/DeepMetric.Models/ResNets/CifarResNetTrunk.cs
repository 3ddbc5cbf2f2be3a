using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>The small ResNet for 32x32 images: three stages of 16, 32 and 64 channels of n blocks each, 6n + 2 layers with a classifier (ResNet-20 for n = 3).</summary>
/// <remarks>
/// <para>Parameters are called after torchvision's ResNets: <c>conv1.weight</c>, <c>bn1.weight</c>, <c>layer1.0.conv1.weight</c>. Shortcuts have none ("option A").</para>
/// <para>Paper: He et al., "Deep residual learning for image recognition", CVPR 2016, section 4.2.</para>
/// </remarks>
public sealed class CifarResNetTrunk : Trunk
{
    private const int Narrowest = 16;

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;

    /// <summary>Creates the trunk.</summary>
    /// <param name="blocks">n, the blocks of a stage: 3 for ResNet-20.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="seed">Decides the initial weights: normal with variance 2/fan-out.</param>
    public CifarResNetTrunk(int blocks = 3, int channels = 3, ulong seed = 0)
        : base($"ResNet{(6 * blocks) + 2}", channels, 4 * Narrowest, hasFeatureMap: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        conv1 = Conv2d(channels, Narrowest, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(Narrowest);
        layer1 = Stage(Narrowest, Narrowest, blocks);
        layer2 = Stage(Narrowest, 2 * Narrowest, blocks);
        layer3 = Stage(2 * Narrowest, 4 * Narrowest, blocks);
        RegisterComponents();
        new InitialWeights(seed).ConvolutionsByFanOut(this);
        ChannelsLast.LayOut(this);
    }

    /// <inheritdoc/>
    protected override Tensor FeaturesOf(Tensor images)
    {
        using Tensor laidOut = ChannelsLast.Of(images);
        using Tensor convolved = conv1.call(laidOut);
        using Tensor active = bn1.call(convolved).relu_();
        using Tensor first = layer1.call(active);
        using Tensor second = layer2.call(first);
        return layer3.call(second);
    }

    private static Sequential Stage(int inputs, int outputs, int blocks) => Sequential(
        [.. Enumerable.Range(0, blocks).Select(i => ($"{i}", (Module<Tensor, Tensor>)(i == 0 && inputs != outputs
            ? new BasicBlock(inputs, outputs, 2, new ZeroPaddedShortcut(inputs, outputs, 2))
            : new BasicBlock(outputs, outputs, 1, null))))]);
}
