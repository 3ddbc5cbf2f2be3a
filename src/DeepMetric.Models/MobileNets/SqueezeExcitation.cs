using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>Scales each channel by a number in [0, 1] that two small layers compute from all channels' means.</summary>
/// <remarks>Paper: Hu et al., "Squeeze-and-excitation networks", CVPR 2018; with MobileNetV3's hard sigmoid.</remarks>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;

    public SqueezeExcitation(int channels, int squeezed)
        : base(nameof(SqueezeExcitation))
    {
        // TorchSharp's convolutions with a bias leave a tensor behind.
        using var scope = NewDisposeScope();
        fc1 = Conv2d(channels, squeezed, 1);
        fc2 = Conv2d(squeezed, channels, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor means = functional.adaptive_avg_pool2d(input, 1);
        using Tensor squeezed = fc1.call(means).relu_();
        using Tensor excited = fc2.call(squeezed);
        using Tensor scale = excited.hardsigmoid();
        return input.mul(scale);
    }
}
