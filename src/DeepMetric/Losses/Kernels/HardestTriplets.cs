using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>One triplet per anchor that has a positive and a negative.</summary>
internal static class HardestTriplets
{
    /// <summary>The nearest negative of each anchor, with its farthest or its nearest positive.</summary>
    /// <param name="similarities">Larger is closer, <c>[n, m]</c>.</param>
    /// <param name="masks">The pairs.</param>
    /// <param name="easiestPositive">Whether to take the nearest positive; if not, the farthest.</param>
    public static Triplets Of(Tensor similarities, PairMasks masks, bool easiestPositive)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor known = similarities.detach();
        int[] anchors = Integers((masks.HasPositive & masks.HasNegative).nonzero().squeeze(1));
        Tensor rows = tensor(Array.ConvertAll(anchors, anchor => (long)anchor), device: known.device);
        if (anchors.Length == 0)
        {
            return new Triplets([], [], []);
        }

        Tensor positives = easiestPositive
            ? MaskedRows.Fill(known, masks.Positive, double.NegativeInfinity).argmax(1)
            : MaskedRows.Fill(known, masks.Positive, double.PositiveInfinity).argmin(1);
        Tensor negatives = MaskedRows.Fill(known, masks.Negative, double.NegativeInfinity).argmax(1);
        return new Triplets(anchors, Integers(positives.index_select(0, rows)), Integers(negatives.index_select(0, rows)));
    }

    private static int[] Integers(Tensor indices) => [.. indices.cpu().contiguous().data<long>().ToArray().Select(index => (int)index)];
}
