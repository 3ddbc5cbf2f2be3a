using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>The noise-to-signal ratio var(x − y) / var(x), x the anchor, raised to a power; not symmetric.</summary>
/// <remarks>
/// <para>Variances are over the dimensions; with rows centred to mean 0 it is ‖x − y‖² / ‖x‖², the divisor at least 1e-12, so that an anchor without any
/// variance has a finite distance.</para>
/// <para>Paper: Yuan et al., "Signal-to-Noise Ratio: A Robust Distance Metric for Deep Metric Learning", CVPR 2019.</para>
/// </remarks>
/// <param name="normalize">Whether embeddings are scaled to unit norm first.</param>
/// <param name="power">Above 0; 1 for the ratio itself.</param>
public sealed class SignalToNoiseDistance(bool normalize = true, double power = 1) : Distance(normalize, isSimilarity: false, isSymmetric: false)
{
    private const double SmallestSignal = 1e-12;

    /// <summary>The power.</summary>
    public double Power { get; } = power > 0 ? power : throw new ArgumentOutOfRangeException(nameof(power), power, "Expected a power above 0.");

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference)
    {
        Tensor x = query - query.mean([1], keepdim: true);
        Tensor y = reference - reference.mean([1], keepdim: true);
        Tensor noise = EuclideanMatrix.Compute(x, y, squared: true);
        Tensor ratio = noise / (x * x).sum(1, keepdim: true).clamp_min(SmallestSignal);
        return Power == 1 ? ratio : ratio.pow(Power);
    }
}
