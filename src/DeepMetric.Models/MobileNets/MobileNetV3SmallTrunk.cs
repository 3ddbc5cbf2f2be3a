using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>MobileNetV3-small up to its last feature map of 576 channels, 32 times smaller than the image.</summary>
/// <remarks>
/// <para>Parameters are called as in torchvision: <c>features.0.0.weight</c>, <c>features.1.block.1.fc1.bias</c>.</para>
/// <para>Paper: Howard et al., "Searching for MobileNetV3", ICCV 2019.</para>
/// </remarks>
public sealed class MobileNetV3SmallTrunk : Trunk
{
    private const int StemChannels = 16;
    private const int LastChannels = 576;

    private static readonly InvertedResidualShape[] Table =
    [
        new(3, 16, 16, true, Activation.Relu, 2),
        new(3, 72, 24, false, Activation.Relu, 2),
        new(3, 88, 24, false, Activation.Relu, 1),
        new(5, 96, 40, true, Activation.HardSwish, 2),
        new(5, 240, 40, true, Activation.HardSwish, 1),
        new(5, 240, 40, true, Activation.HardSwish, 1),
        new(5, 120, 48, true, Activation.HardSwish, 1),
        new(5, 144, 48, true, Activation.HardSwish, 1),
        new(5, 288, 96, true, Activation.HardSwish, 2),
        new(5, 576, 96, true, Activation.HardSwish, 1),
        new(5, 576, 96, true, Activation.HardSwish, 1),
    ];

    private readonly Sequential features;

    /// <summary>Creates the trunk.</summary>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="seed">Decides the initial weights: normal with variance 2/fan-out.</param>
    public MobileNetV3SmallTrunk(int channels = 3, ulong seed = 0)
        : base("MobileNetV3Small", channels, LastChannels, hasFeatureMap: true)
    {
        List<Module<Tensor, Tensor>> layers = [new ConvolutionUnit(channels, StemChannels, 3, 2, Activation.HardSwish)];
        int inputs = StemChannels;
        foreach (InvertedResidualShape shape in Table)
        {
            layers.Add(new InvertedResidual(inputs, shape));
            inputs = shape.Outputs;
        }

        layers.Add(new ConvolutionUnit(inputs, LastChannels, 1, 1, Activation.HardSwish));
        features = Sequential([.. layers.Select((layer, i) => ($"{i}", layer))]);
        RegisterComponents();
        new InitialWeights(seed).ConvolutionsByFanOut(this);
        ChannelsLast.LayOut(this);
    }

    /// <inheritdoc/>
    protected override Tensor FeaturesOf(Tensor images)
    {
        using Tensor laidOut = ChannelsLast.Of(images);
        return features.call(laidOut);
    }
}
