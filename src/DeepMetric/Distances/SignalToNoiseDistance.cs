using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>The noise-to-signal ratio var(x − y) / var(x), x the anchor; not symmetric.</summary>
/// <remarks>
/// <para>Variances are over the dimensions; with rows centred to mean 0 it is ‖x − y‖² / ‖x‖², the divisor at least 1e-12, so that an anchor without any
/// variance has a finite distance.</para>
/// <para>Paper: Yuan et al., "Signal-to-Noise Ratio: A Robust Distance Metric for Deep Metric Learning", CVPR 2019.</para>
/// </remarks>
/// <param name="normalize">Whether embeddings are scaled to unit norm first.</param>
public sealed class SignalToNoiseDistance(bool normalize = true) : Distance(normalize, isSimilarity: false, isSymmetric: false)
{
    private const double SmallestSignal = 1e-12;

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference)
    {
        Tensor x = query - query.mean([1], keepdim: true);
        Tensor y = reference - reference.mean([1], keepdim: true);
        Tensor noise = EuclideanMatrix.Compute(x, y, squared: true);
        return noise / (x * x).sum(1, keepdim: true).clamp_min(SmallestSignal);
    }
}
