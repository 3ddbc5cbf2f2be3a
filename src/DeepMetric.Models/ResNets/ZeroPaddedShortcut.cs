using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>The shortcut without parameters ("option A"): every second row and column, and channels of zeros, half of them before and half after.</summary>
/// <remarks>Paper: He et al., CVPR 2016, section 3.3.</remarks>
internal sealed class ZeroPaddedShortcut : Module<Tensor, Tensor>
{
    private readonly int _stride;
    private readonly int _padding;

    /// <summary>Creates the shortcut.</summary>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="outputs">Channels of its output: an even number more.</param>
    /// <param name="stride">Rows and columns per one that is kept.</param>
    public ZeroPaddedShortcut(int inputs, int outputs, int stride)
        : base(nameof(ZeroPaddedShortcut))
    {
        _stride = stride;
        _padding = (outputs - inputs) / 2;
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor rows = input.slice(2, 0, input.shape[2], _stride);
        using Tensor kept = rows.slice(3, 0, input.shape[3], _stride);
        return functional.pad(kept, [0, 0, 0, 0, _padding, _padding]);
    }
}
