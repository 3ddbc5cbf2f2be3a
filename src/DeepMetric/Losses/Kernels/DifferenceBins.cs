using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Cuts the differences x = d_ap − d_an of triplets into equal bins, without listing the triplets of a batch.</summary>
/// <remarks>
/// Each anchor's negatives are sorted once. The negatives whose difference from a positive lies in a bin are then a stretch of them, found by binary search; running sums give
/// the sum over the stretch, and the gradient of all its negatives is a step up at its one end and down at the other.
/// </remarks>
/// <param name="Smallest">The smallest difference; the largest is its opposite.</param>
/// <param name="Count">The number of bins.</param>
internal sealed record DifferenceBins(double Smallest, int Count)
{
    // A value stands for nothing in a row that is shorter than others.
    private const double Nothing = 1e30;

    /// <summary>The width of a bin.</summary>
    public double Width => -2 * Smallest / Count;

    /// <summary>How many listed differences each bin has, and their sum, which is differentiable; both <c>[bins]</c>, in double.</summary>
    public (Tensor Counts, Tensor Sums) Of(Tensor differences)
    {
        Tensor wide = differences.to(ScalarType.Float64);
        Tensor known = wide.detach();
        if (known.numel() > 0)
        {
            CheckRange(known.min().item<double>(), known.max().item<double>());
        }

        Tensor bins = known.Minus(Smallest).DividedBy(Width).floor().clamp(Scalars.Of(0), Scalars.Of(Count - 1)).to(ScalarType.Int64);
        Tensor Empty() => zeros(Count, ScalarType.Float64, differences.device);
        return (Empty().scatter_add(0, bins, ones_like(wide)), Empty().scatter_add(0, bins, wide));
    }

    /// <summary>The same for all triplets of a batch; nothing is differentiable.</summary>
    /// <param name="distances"><c>[n, m]</c>.</param>
    /// <param name="masks">The pairs.</param>
    public (Tensor Counts, Tensor Sums) Of(Tensor distances, PairMasks masks)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor counts = zeros(Count, ScalarType.Float64, distances.device);
        Tensor sums = zeros_like(counts);
        foreach ((int first, int count) in Parts(distances))
        {
            using var part = NewDisposeScope();
            var rows = SortedRows.Of(distances.narrow(0, first, count), masks.Slice(first, count));
            rows.Extremes(CheckRange);
            foreach ((int bin, Tensor from, Tensor to) in Stretches(rows))
            {
                using var inner = NewDisposeScope();
                Tensor size = to.Minus(from).to(ScalarType.Float64);
                counts.narrow(0, bin, 1).add_(size.sum(), Scalars.One);
                sums.narrow(0, bin, 1).add_((rows.Positives * size).Minus(rows.Running.gather(1, to).Minus(rows.Running.gather(1, from))).sum(), Scalars.One);
            }
        }

        return (counts.MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope());
    }

    /// <summary>The gradient of all triplets with respect to the distances, <c>[n, m]</c>.</summary>
    /// <param name="distances"><c>[n, m]</c>.</param>
    /// <param name="masks">The pairs.</param>
    /// <param name="slopes">The gradient with respect to each difference of a bin, <c>[bins]</c>.</param>
    public Tensor Gradient(Tensor distances, PairMasks masks, Tensor slopes)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor gradient = zeros_like(distances);
        foreach ((int first, int count) in Parts(distances))
        {
            using var part = NewDisposeScope();
            gradient.narrow(0, first, count).copy_(GradientOf(SortedRows.Of(distances.narrow(0, first, count), masks.Slice(first, count)), slopes));
        }

        return gradient.MoveToOuterDisposeScope();
    }

    private static IEnumerable<(int First, int Count)> Parts(Tensor distances)
    {
        int rows = (int)distances.shape[0];
        return RowRanges.Of(rows, RowRanges.Length(rows, distances.shape[1]));
    }

    private Tensor GradientOf(SortedRows rows, Tensor slopes)
    {
        Tensor near = zeros_like(rows.Positives);
        Tensor steps = zeros_like(rows.Running);
        foreach ((int bin, Tensor from, Tensor to) in Stretches(rows))
        {
            using var inner = NewDisposeScope();
            Tensor slope = slopes.narrow(0, bin, 1);
            near.add_(to.Minus(from).to(ScalarType.Float64) * slope, Scalars.One);
            Tensor step = slope.expand(from.shape);
            steps.scatter_add_(1, from, -step);
            steps.scatter_add_(1, to, step);
        }

        Tensor far = steps.cumsum(1).narrow(1, 0, rows.Negatives.shape[1]);
        return zeros_like(rows.Negatives).scatter_add(1, rows.NegativeOrder, far).scatter_add(1, rows.PositiveOrder, near);
    }

    // For each bin and each positive the stretch [from, to) of the sorted negatives whose difference lies in the bin.
    private IEnumerable<(int Bin, Tensor From, Tensor To)> Stretches(SortedRows rows)
    {
        Tensor to = rows.All;
        for (int bin = 0; bin < Count; bin++)
        {
            Tensor from = bin == Count - 1 ? zeros_like(to) : Within(rows, Smallest + ((bin + 1) * Width));
            yield return (bin, from, to);
            to = from;
        }
    }

    // For each positive how many negatives have a difference of at least so much.
    private static Tensor Within(SortedRows rows, double least)
    {
        using var scope = NewDisposeScope();
        return minimum(searchsorted(rows.Negatives, rows.Positives.Minus(least), right: true), rows.All).MoveToOuterDisposeScope();
    }

    private void CheckRange(double least, double most)
    {
        double slack = -1e-4 * Smallest;
        if (least < Smallest - slack || most > slack - Smallest)
        {
            throw new ArgumentException($"Expected differences of distances from {Smallest} to {-Smallest}, the range of the bins, found {least:G6} to {most:G6}.");
        }
    }

    /// <summary>Each anchor's negatives in ascending order with their running sums, and its positives, in double.</summary>
    /// <param name="Negatives">Sorted, <c>[n, m]</c>; what is no negative is at the end.</param>
    /// <param name="NegativeOrder">Their columns.</param>
    /// <param name="Running">Running sums of the negatives, from 0, <c>[n, m + 1]</c>.</param>
    /// <param name="Positives"><c>[n, k]</c>; what is none is far below every negative.</param>
    /// <param name="PositiveOrder">Their columns.</param>
    /// <param name="All">For each positive the number of its anchor's negatives, 0 for what is none.</param>
    private sealed record SortedRows(Tensor Negatives, Tensor NegativeOrder, Tensor Running, Tensor Positives, Tensor PositiveOrder, Tensor All)
    {
        public static SortedRows Of(Tensor distances, PairMasks masks)
        {
            using var scope = NewDisposeScope();
            Tensor wide = distances.detach().to(ScalarType.Float64);
            (Tensor negatives, Tensor negativeOrder) = MaskedRows.Fill(wide, masks.Negative, Nothing).sort(1);
            Tensor sizes = masks.Negative.sum(1, keepdim: true);
            Tensor known = TensorArithmetic.Range(distances.shape[1], distances.device).unsqueeze(0) < sizes;
            Tensor running = MaskedRows.Fill(negatives, known, 0).cumsum(1);
            int most = masks.Positive.numel() == 0 ? 0 : (int)masks.Positive.sum(1).max().item<long>();
            (Tensor positives, Tensor positiveOrder) = MaskedRows.Fill(wide, masks.Positive, -Nothing).topk(most, 1);
            Tensor all = where(positives > Scalars.Of(-Nothing), sizes.expand(positives.shape), zeros_like(positiveOrder));
            Tensor fromZero = cat([zeros(distances.shape[0], 1, ScalarType.Float64, distances.device), running], 1);
            foreach (Tensor kept in (Tensor[])[negatives, negativeOrder, fromZero, positives, positiveOrder, all])
            {
                kept.MoveToOuterDisposeScope();
            }

            return new SortedRows(negatives, negativeOrder, fromZero, positives, positiveOrder, all);
        }

        /// <summary>Hands over the least and the greatest difference, if there is a triplet.</summary>
        public void Extremes(Action<double, double> check)
        {
            Tensor taking = All > Scalars.Of(0);
            if (!taking.any().item<bool>())
            {
                return;
            }

            Tensor least = Positives.Minus(Negatives.gather(1, All.Minus(1).clamp_min(Scalars.Of(0))));
            Tensor most = Positives.Minus(Negatives.narrow(1, 0, 1));
            check(MaskedRows.Fill(least, taking, Nothing).min().item<double>(), MaskedRows.Fill(most, taking, -Nothing).max().item<double>());
        }
    }
}
