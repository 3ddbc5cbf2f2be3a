using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>How far on which side of the mean a pair may lie.</summary>
/// <param name="Factor">The bound is this times the mean.</param>
/// <param name="LargerIsAtFault">Whether pairs above the bound are at fault, else those below.</param>
internal sealed record DeviationBound(double Factor, bool LargerIsAtFault)
{
    /// <summary>The derivative of the excess by the mean.</summary>
    public double SlopeByMean => LargerIsAtFault ? -Factor : Factor;

    /// <summary>How far pairs lie beyond the bound; below 0 for those on its right side.</summary>
    /// <remarks>Gradients flow through the mean.</remarks>
    public Tensor Excess(Tensor pairs, Tensor mean) => LargerIsAtFault ? pairs.Minus(mean.Times(Factor)) : mean.Times(Factor).Minus(pairs);

    /// <summary>The same for a mean that is a plain number.</summary>
    public Tensor Excess(Tensor pairs, double mean)
    {
        Tensor above = pairs.Minus(mean * Factor);
        return LargerIsAtFault ? above : -above;
    }
}
