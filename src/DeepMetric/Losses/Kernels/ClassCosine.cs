using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Margins on the cosine between an embedding and its own class.</summary>
internal static class ClassCosine
{
    // Below this 1 − cos² counts as 0: the sine has no finite slope there.
    private const double Coincident = 1e-12;

    /// <summary>The entries of the own classes, <c>[v]</c>.</summary>
    public static Tensor Own(Tensor matrix, Tensor labels) => matrix.gather(1, labels.unsqueeze(1)).squeeze(1);

    /// <summary>The matrix with other entries for the own classes.</summary>
    public static Tensor Replace(Tensor matrix, Tensor labels, Tensor own) => matrix.scatter(1, labels.unsqueeze(1), own.unsqueeze(1));

    /// <summary>cos(θ + m), continued beyond θ = π − m by cos θ − m sin m, so that it falls with the angle.</summary>
    /// <param name="cosine">cos θ, <c>[v]</c>.</param>
    /// <param name="margin">m in radians, <c>[v]</c>.</param>
    public static Tensor AddAngle(Tensor cosine, Tensor margin)
    {
        Tensor inside = cosine >= -margin.cos();
        return where(inside, (cosine * margin.cos()).Minus(Sine(cosine) * margin.sin()), cosine.Minus(margin * margin.sin()));
    }

    /// <summary>(−1)^k cos(mθ) − 2k with k π / m ≤ θ ≤ (k + 1) π / m, which falls with the angle.</summary>
    /// <param name="cosine">cos θ, <c>[v]</c>.</param>
    /// <param name="margin">m, a whole number of at least 1.</param>
    public static Tensor MultiplyAngle(Tensor cosine, int margin)
    {
        Tensor k = cosine.detach().clamp(Scalars.Of(-1), Scalars.Of(1)).acos().Times(margin / Math.PI).floor();
        Tensor sign = k.remainder(Scalars.Of(2)).Times(2).SubtractedFrom(1);
        return (sign * Chebyshev(cosine, margin)).Minus(k.Times(2));
    }

    /// <summary>sin θ ≥ 0, with a gradient of 0 where it is 0.</summary>
    private static Tensor Sine(Tensor cosine)
    {
        Tensor squared = (cosine * cosine).SubtractedFrom(1);
        Tensor apart = squared > Scalars.Of(Coincident);
        return where(apart, where(apart, squared, ones_like(squared)).sqrt(), zeros_like(squared));
    }

    /// <summary>cos(mθ) as the polynomial in cos θ: T₀ = 1, T₁ = c, T_{i+1} = 2c T_i − T_{i−1}.</summary>
    private static Tensor Chebyshev(Tensor cosine, int order)
    {
        Tensor before = ones_like(cosine);
        Tensor current = cosine;
        for (int i = 1; i < order; i++)
        {
            (before, current) = (current, (cosine.Times(2) * current).Minus(before));
        }

        return current;
    }
}
