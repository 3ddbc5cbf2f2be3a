using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>ResNet-18, -34 or -50 up to its last feature map.</summary>
/// <remarks>
/// <para>Parameters are called as in torchvision: <c>conv1.weight</c>, <c>layer1.0.bn1.running_mean</c>, <c>layer2.0.downsample.0.weight</c>.</para>
/// <para>Paper: He et al., "Deep residual learning for image recognition", CVPR 2016. Differs from it: the stride of a bottleneck is on its 3x3 convolution, as in torchvision.</para>
/// </remarks>
public sealed class ResNetTrunk : Trunk
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly ResNetStem _stem;

    /// <summary>Creates the trunk.</summary>
    /// <param name="depth">18, 34 or 50.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="stem">How it begins.</param>
    /// <param name="seed">Decides the initial weights: normal with variance 2/fan-out.</param>
    /// <exception cref="ArgumentException">Another depth.</exception>
    public ResNetTrunk(int depth, int channels = 3, ResNetStem stem = ResNetStem.SevenBySeven, ulong seed = 0)
        : base($"ResNet{depth}", channels, IsBottleneck(depth) ? 512 * BottleneckBlock.Expansion : 512, hasFeatureMap: true)
    {
        _stem = stem;
        int[] blocks = depth == 18 ? [2, 2, 2, 2] : [3, 4, 6, 3];
        conv1 = stem == ResNetStem.SevenBySeven ? Conv2d(channels, 64, 7, 2, 3, bias: false) : Conv2d(channels, 64, 3, 1, 1, bias: false);
        bn1 = BatchNorm2d(64);
        int inputs = 64;
        layer1 = Stage(depth, ref inputs, 64, blocks[0], 1);
        layer2 = Stage(depth, ref inputs, 128, blocks[1], 2);
        layer3 = Stage(depth, ref inputs, 256, blocks[2], 2);
        layer4 = Stage(depth, ref inputs, 512, blocks[3], 2);
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
        using Tensor stem = _stem == ResNetStem.SevenBySeven ? functional.max_pool2d(active, 3, 2, 1) : active.alias();
        using Tensor first = layer1.call(stem);
        using Tensor second = layer2.call(first);
        using Tensor third = layer3.call(second);
        return layer4.call(third);
    }

    private static bool IsBottleneck(int depth) => depth switch
    {
        18 or 34 => false,
        50 => true,
        _ => throw new ArgumentException($"Expected a ResNet of depth 18, 34 or 50, found {depth}.", nameof(depth)),
    };

    private static Sequential Stage(int depth, ref int inputs, int width, int blocks, int stride)
    {
        bool bottleneck = IsBottleneck(depth);
        int outputs = bottleneck ? width * BottleneckBlock.Expansion : width;
        var stage = new (string, Module<Tensor, Tensor>)[blocks];
        for (int i = 0; i < blocks; i++)
        {
            int step = i == 0 ? stride : 1;
            Sequential? downsample = step != 1 || inputs != outputs
                ? Sequential(("0", Conv2d(inputs, outputs, 1, step, bias: false)), ("1", BatchNorm2d(outputs)))
                : null;
            stage[i] = ($"{i}", bottleneck ? new BottleneckBlock(inputs, width, step, downsample) : new BasicBlock(inputs, width, step, downsample));
            inputs = outputs;
        }

        return Sequential(stage);
    }
}
