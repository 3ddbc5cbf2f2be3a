using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Row by row reductions over the entries that a mask chooses; finite, with a finite gradient, where it chooses none.</summary>
public static class MaskedRows
{
    /// <summary>So far below every similarity that its exponential is 0, and finite in float32.</summary>
    public const double Nothing = -1e30;

    /// <summary>ln Σ_j c_ij exp(x_ij) over the chosen entries, <c>[n]</c>; about −1e30 for a row without any.</summary>
    /// <param name="values">x, <c>[n, m]</c>.</param>
    /// <param name="mask">The chosen entries, bool <c>[n, m]</c>.</param>
    /// <param name="counts">c, how often each chosen entry counts; null for once.</param>
    public static Tensor LogSumExp(Tensor values, Tensor mask, Tensor? counts = null)
    {
        using var scope = NewDisposeScope();
        Tensor weighted = counts is null ? values : values.Plus(where(mask, counts, ones_like(counts)).log());
        return Fill(weighted, mask, Nothing).logsumexp(1).MoveToOuterDisposeScope();
    }

    /// <summary>Σ_j x_ij over the chosen entries, <c>[n]</c>.</summary>
    public static Tensor Sum(Tensor values, Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Fill(values, mask, 0).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>The mean over the chosen entries, <c>[n]</c>; 0 for a row without any.</summary>
    public static Tensor Mean(Tensor values, Tensor mask) => Sum(values, mask) / mask.sum(1).clamp_min(Scalars.Of(1)).to(values.dtype);

    /// <summary>ln Σ_j c_ij exp(x_ij) over the chosen entries, <c>[n]</c>; 0 for a row without any.</summary>
    public static Tensor LogSumExpOrZero(Tensor values, Tensor mask, Tensor? counts = null)
    {
        Tensor sums = LogSumExp(values, mask, counts);
        return Fill(sums, mask.any(1), 0);
    }

    /// <summary>−ln( Σ_p exp(x_p) / Σ_j exp(x_j) ), p over the chosen entries and j over those and the others, <c>[n]</c>.</summary>
    public static Tensor NegativeLogShare(Tensor values, Tensor chosen, Tensor others)
    {
        Tensor some = chosen.any(1);
        Tensor all = LogSumExp(values, chosen | others);
        return Fill(all.Minus(LogSumExp(values, chosen)), some, 0);
    }

    /// <summary>ln(1 + exp(x)) of every entry, finite for every finite x also in float32, and 0 for the x that stand for nothing.</summary>
    public static Tensor Softplus(Tensor values) => logaddexp(values, zeros([], values.dtype, values.device));

    /// <summary>Softplus that is the value itself above a bound.</summary>
    public static Tensor Softplus(Tensor values, double linearAbove) => where(values > Scalars.Of(linearAbove), values, Softplus(values));

    /// <summary>The values where the mask chooses them, a number elsewhere.</summary>
    public static Tensor Fill(Tensor values, Tensor mask, double elsewhere) => where(mask, values, full([], Scalars.Of(elsewhere), values.dtype, values.device));
}
