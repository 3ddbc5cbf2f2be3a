using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>A convolution, batch norm and an activation, with parameters "0" and "1".</summary>
internal sealed class ConvolutionUnit : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-3;
    private const double Momentum = 0.01;

    [ComponentName(Name = "0")]
    private readonly Conv2d convolution;

    [ComponentName(Name = "1")]
    private readonly BatchNorm2d norm;

    private readonly Activation _activation;

    public ConvolutionUnit(int inputs, int outputs, int kernel, int stride, Activation activation, int groups = 1)
        : base(nameof(ConvolutionUnit))
    {
        convolution = Conv2d(inputs, outputs, kernel, stride, (kernel - 1) / 2, groups: groups, bias: false);
        norm = BatchNorm2d(outputs, Epsilon, Momentum);
        _activation = activation;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor convolved = convolution.call(input);
        Tensor normed = norm.call(convolved);
        if (_activation != Activation.HardSwish)
        {
            return _activation == Activation.Relu ? normed.relu_() : normed;
        }

        using (normed)
        {
            return normed.hardswish();
        }
    }
}
