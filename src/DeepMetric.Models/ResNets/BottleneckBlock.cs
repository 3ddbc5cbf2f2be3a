using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>1x1, 3x3 and 1x1 convolutions with batch norm beside a shortcut; the 3x3 has the stride, as in torchvision (the paper has it on the first 1x1).</summary>
internal sealed class BottleneckBlock : Module<Tensor, Tensor>
{
    /// <summary>Channels out per channel of the 3x3 convolution.</summary>
    public const int Expansion = 4;

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly Module<Tensor, Tensor>? downsample;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="width">Channels of its 3x3 convolution; a quarter of those of its output.</param>
    /// <param name="stride">Stride of the 3x3 convolution.</param>
    /// <param name="downsample">The shortcut; the identity if null.</param>
    public BottleneckBlock(int inputs, int width, int stride, Module<Tensor, Tensor>? downsample)
        : base(nameof(BottleneckBlock))
    {
        conv1 = Conv2d(inputs, width, 1, bias: false);
        bn1 = BatchNorm2d(width);
        conv2 = Conv2d(width, width, 3, stride, padding: 1, bias: false);
        bn2 = BatchNorm2d(width);
        conv3 = Conv2d(width, width * Expansion, 1, bias: false);
        bn3 = BatchNorm2d(width * Expansion);
        this.downsample = downsample;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor first = conv1.call(input);
        using Tensor narrow = bn1.call(first).relu_();
        using Tensor second = conv2.call(narrow);
        using Tensor active = bn2.call(second).relu_();
        using Tensor third = conv3.call(active);
        using Tensor? shortcut = downsample?.call(input);
        return bn3.call(third).add_(shortcut ?? input, Scalars.One).relu_();
    }
}
