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
        return where(inside, (cosine * margin.cos()) - (Sine(cosine) * margin.sin()), cosine - (margin * margin.sin()));
    }

    /// <summary>(−1)^k cos(mθ) − 2k with k π / m ≤ θ ≤ (k + 1) π / m, which falls with the angle.</summary>
    /// <param name="cosine">cos θ, <c>[v]</c>.</param>
    /// <param name="margin">m, a whole number of at least 1.</param>
    public static Tensor MultiplyAngle(Tensor cosine, int margin)
    {
        Tensor k = (cosine.detach().clamp(-1, 1).acos() * (margin / Math.PI)).floor();
        Tensor sign = 1 - (2 * k.remainder(2));
        return (sign * Chebyshev(cosine, margin)) - (2 * k);
    }

    /// <summary>sin θ ≥ 0, with a gradient of 0 where it is 0.</summary>
    private static Tensor Sine(Tensor cosine)
    {
        Tensor squared = 1 - (cosine * cosine);
        Tensor apart = squared > Coincident;
        return where(apart, where(apart, squared, ones_like(squared)).sqrt(), zeros_like(squared));
    }

    /// <summary>cos(mθ) as the polynomial in cos θ: T₀ = 1, T₁ = c, T_{i+1} = 2c T_i − T_{i−1}.</summary>
    private static Tensor Chebyshev(Tensor cosine, int order)
    {
        Tensor before = ones_like(cosine);
        Tensor current = cosine;
        for (int i = 1; i < order; i++)
        {
            (before, current) = (current, (2 * cosine * current) - before);
        }

        return current;
    }
}
