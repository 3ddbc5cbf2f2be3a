using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>Expansion, depthwise convolution, squeeze-and-excitation and projection, beside the identity where the shapes allow it.</summary>
internal sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly Sequential block;
    private readonly bool _hasShortcut;

    public InvertedResidual(int inputs, InvertedResidualShape shape)
        : base(nameof(InvertedResidual))
    {
        List<Module<Tensor, Tensor>> parts = [];
        if (shape.Expanded != inputs)
        {
            parts.Add(new ConvolutionUnit(inputs, shape.Expanded, 1, 1, shape.Activation));
        }

        parts.Add(new ConvolutionUnit(shape.Expanded, shape.Expanded, shape.Kernel, shape.Stride, shape.Activation, groups: shape.Expanded));
        if (shape.Squeezes)
        {
            parts.Add(new SqueezeExcitation(shape.Expanded, MultipleOfEight(shape.Expanded / 4)));
        }

        parts.Add(new ConvolutionUnit(shape.Expanded, shape.Outputs, 1, 1, Activation.None));
        block = Sequential([.. parts.Select((part, i) => ($"{i}", part))]);
        _hasShortcut = shape.Stride == 1 && inputs == shape.Outputs;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor output = block.call(input);
        return _hasShortcut ? output.add_(input, Scalars.One) : output;
    }

    /// <summary>The nearest multiple of 8, at least 8 and not more than a tenth below.</summary>
    private static int MultipleOfEight(int channels)
    {
        int rounded = Math.Max(8, (channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
