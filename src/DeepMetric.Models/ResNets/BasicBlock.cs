using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>Two 3x3 convolutions with batch norm beside a shortcut.</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Module<Tensor, Tensor>? downsample;

    /// <summary>Creates the block.</summary>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="outputs">Channels of its output.</param>
    /// <param name="stride">Stride of the first convolution.</param>
    /// <param name="downsample">The shortcut; the identity if null.</param>
    public BasicBlock(int inputs, int outputs, int stride, Module<Tensor, Tensor>? downsample)
        : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(outputs);
        conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(outputs);
        this.downsample = downsample;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor first = conv1.call(input);
        using Tensor active = bn1.call(first).relu_();
        using Tensor second = conv2.call(active);
        using Tensor? shortcut = downsample?.call(input);

        // In place is right: the backward pass of batch norm and of the sum needs neither of their outputs.
        return bn2.call(second).add_(shortcut ?? input, Scalars.One).relu_();
    }
}
