using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Where the terms stand that a mask chooses: their anchors and, for pairs, their partners, by anchor and then by partner.</summary>
/// <param name="Anchors">The anchor's row of each term.</param>
/// <param name="Others">The partners of a mask of pairs; empty for a mask of anchors.</param>
internal sealed record TermPlaces(int[] Anchors, int[][] Others)
{
    /// <summary>The places of a mask's terms.</summary>
    /// <param name="valid">Which entries are terms, bool <c>[n]</c> or <c>[n, m]</c>.</param>
    /// <param name="counts">How often each pair is a term, <c>[n, m]</c>; null for once. Not looked at for a mask of anchors.</param>
    public static TermPlaces Of(Tensor valid, Tensor? counts)
    {
        using var scope = NewDisposeScope();
        Tensor places = valid.nonzero();
        if (Repeats(valid, counts) is { } repeats)
        {
            places = places.repeat_interleave(repeats, 0);
        }

        Tensor local = places.cpu();
        int[] Column(int column) => [.. local.select(1, column).contiguous().data<long>().ToArray().Select(place => (int)place)];
        return valid.dim() == 1 ? new TermPlaces(Column(0), []) : new TermPlaces(Column(0), [Column(1)]);
    }

    /// <summary>The values at those places, <c>[t]</c>, differentiable.</summary>
    public static Tensor Select(Tensor values, Tensor valid, Tensor? counts)
    {
        Tensor chosen = values.masked_select(valid);
        return Repeats(valid, counts) is { } repeats ? chosen.repeat_interleave(repeats) : chosen;
    }

    private static Tensor? Repeats(Tensor valid, Tensor? counts) =>
        valid.dim() == 2 && counts is not null ? counts.clamp_min(Scalars.Of(1)).masked_select(valid).to(ScalarType.Int64) : null;
}
