using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>What can be set on a <see cref="SignalToNoiseDistance"/>, for the catalogue.</summary>
public sealed record SignalToNoiseDistanceOptions
{
    /// <summary>The power.</summary>
    /// <value>Default 1.</value>
    public double Power { get; init; } = 1;

    /// <summary>Whether embeddings are scaled to unit norm first.</summary>
    /// <value>Default true.</value>
    public bool Normalize { get; init; } = true;
}

/// <summary>The noise-to-signal ratio var(x − y) / var(x), x the anchor, raised to a power; not symmetric.</summary>
/// <remarks>
/// <para>Variances are over the dimensions; with rows centred to mean 0 it is ‖x − y‖² / ‖x‖². An anchor whose dimensions are all equal has no signal: its ‖x‖² counts
/// as 1e-12.</para>
/// <para>Paper: Yuan et al., "Signal-to-Noise Ratio: A Robust Distance Metric for Deep Metric Learning", CVPR 2019.</para>
/// </remarks>
/// <param name="normalize">Whether embeddings are scaled to unit norm first.</param>
/// <param name="power">Above 0; 1 for the ratio itself.</param>
public sealed class SignalToNoiseDistance(bool normalize = true, double power = 1) : Distance(normalize, isSimilarity: false, isSymmetric: false)
{
    private const double LeastSignal = 1e-12;

    /// <summary>The power.</summary>
    public double Power { get; } = power > 0 ? power : throw new ArgumentOutOfRangeException(nameof(power), power, "Expected a power above 0.");

    /// <inheritdoc/>
    protected override IReadOnlyList<object>? Settings => [Power];

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference)
    {
        Tensor x = Centred(query);
        Tensor noise = EuclideanMatrix.Compute(x, Centred(reference), squared: true);
        return Raised(noise / Signal(x, keepdim: true), Power);
    }

    /// <inheritdoc/>
    protected override Tensor ComputePairs(Tensor query, Tensor reference)
    {
        Tensor x = Centred(query);
        Tensor noise = x.Minus(Centred(reference));
        return Raised((noise * noise).sum(1) / Signal(x, keepdim: false), Power);
    }

    private static Tensor Centred(Tensor rows) => rows.Minus(rows.mean([1], keepdim: true));

    private static Tensor Signal(Tensor centred, bool keepdim) => (centred * centred).sum(1, keepdim: keepdim).clamp_min(Scalars.Of(LeastSignal));
}
