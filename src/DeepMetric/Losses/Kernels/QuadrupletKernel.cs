using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Σ max(0, d_ij − d_lk + m) over all positive pairs (i, j) and all negative pairs (l, k) of two classes other than theirs, with gradient and counts.</summary>
/// <remarks>
/// All negative pairs are sorted, and those that touch each class once more by themselves; a positive pair's sum over the negatives nearer than d + m, found by binary search,
/// is that over all less that over those of its class. The other way round for the gradient of the negatives. In double, as sums are subtracted.
/// The gradient is that of the sum over all anchors: a negative pair is no anchor's own.
/// </remarks>
internal static class QuadrupletKernel
{
    /// <summary>Computes the part of the loss.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="batch">The batch, with labels.</param>
    /// <param name="distances"><c>[n, m]</c>, differentiable.</param>
    /// <param name="masks">The pairs.</param>
    /// <param name="sign">1 for a distance, −1 for a similarity.</param>
    /// <param name="margin">m.</param>
    public static (LossTerms.Aggregated Terms, long ActiveAboveEpsilon, bool[] ActiveSamples) Run(string name, EmbeddingBatch batch, Tensor distances, PairMasks masks, double sign, double margin)
    {
        using var scope = NewDisposeScope();
        Sums sums = Compute(batch, distances, masks, sign, margin);
        Tensor weights = sums.Weights.to(distances.dtype);
        var terms = new LossTerms.Aggregated(name, distances, weights, sums.PerAnchor, sums.Active, sums.Valid);
        terms.Sums.MoveToOuterDisposeScope();
        weights.MoveToOuterDisposeScope();
        Tensor touched = weights != Scalars.Of(0);
        Tensor samples = batch.HasReference ? touched.any(1) : touched.any(1) | touched.any(0);
        return (terms, sums.AboveEpsilon, [.. samples.cpu().data<bool>()]);
    }

    private static Sums Compute(EmbeddingBatch batch, Tensor distances, PairMasks masks, double sign, double margin)
    {
        using var guard = no_grad();
        Device device = distances.device;
        long[] classes = [.. batch.Labels!.Concat(batch.ReferenceLabels!).Distinct()];
        Dictionary<long, long> places = classes.Select((label, place) => (label, (long)place)).ToDictionary(pair => pair.label, pair => pair.Item2);
        Tensor rowClasses = tensor(batch.Labels!.Select(label => places[label]).ToArray(), device: device);
        Tensor columnClasses = tensor(batch.ReferenceLabels!.Select(label => places[label]).ToArray(), device: device);
        Tensor wide = distances.detach().to(ScalarType.Float64).Times(sign);
        Tensor positives = masks.Positive.nonzero();
        Tensor negatives = (batch.HasReference ? masks.Negative : masks.Negative.triu(1)).nonzero();
        Tensor near = Entries(wide, positives);
        Tensor far = Entries(wide, negatives);
        Tensor own = rowClasses.index_select(0, positives.select(1, 0));
        Tensor first = rowClasses.index_select(0, negatives.select(1, 0));
        Tensor second = columnClasses.index_select(0, negatives.select(1, 1));

        // A negative pair stands in the lists of both of its classes.
        var negativeLists = ClassLists.Of(cat([first, second]), cat([far, far]), classes.Length);
        var positiveLists = ClassLists.Of(own, near, classes.Length);
        Tensor sortedFar = far.sort(0).Values;
        Tensor sortedNear = near.sort(0).Values;

        (Tensor active, Tensor totals) = NearerThan(sortedFar, near.Plus(margin));
        (Tensor aboveEpsilon, _) = NearerThan(sortedFar, near.Plus(margin - LossTelemetry.Epsilon));
        Tensor valid = full_like(active, Scalars.Of(far.numel()));
        Tensor pulls = FartherThan(sortedNear, far.Minus(margin));
        for (int place = 0; place < classes.Length; place++)
        {
            using var inner = NewDisposeScope();
            Tensor members = positiveLists.MembersOf(place);
            Tensor touching = negativeLists.MembersOf(place);
            if (members.numel() == 0 || touching.numel() == 0)
            {
                continue;
            }

            Tensor limit = near.index_select(0, members).Plus(margin);
            Tensor theirs = negativeLists.SortedOf(place);
            (Tensor count, Tensor total) = NearerThan(theirs, limit);
            active.index_add_(0, members, count, Scalars.Of(-1));
            totals.index_add_(0, members, total, Scalars.Of(-1));
            aboveEpsilon.index_add_(0, members, NearerThan(theirs, limit.Minus(LossTelemetry.Epsilon)).Count, Scalars.Of(-1));
            valid.index_add_(0, members, full_like(count, Scalars.Of(touching.numel())), Scalars.Of(-1));
            Tensor pairs = touching.remainder(Scalars.Of(far.numel()));
            pulls.index_add_(0, pairs, FartherThan(positiveLists.SortedOf(place), far.index_select(0, pairs).Minus(margin)), Scalars.Of(-1));
        }

        Tensor terms = (near.Plus(margin) * active.to(ScalarType.Float64)).Minus(totals);
        Tensor weights = zeros(distances.numel(), ScalarType.Float64, device)
            .index_add(0, Flat(positives, distances), active.to(ScalarType.Float64), Scalars.Of(sign))
            .index_add(0, Flat(negatives, distances), pulls.to(ScalarType.Float64), Scalars.Of(-sign))
            .reshape(distances.shape);
        Tensor rows = positives.select(1, 0);
        Tensor PerAnchor(Tensor values) => zeros(batch.Count, values.dtype, device).index_add(0, rows, values, Scalars.Of(1));
        return new Sums(
            weights, [.. PerAnchor(terms).cpu().data<double>()], [.. PerAnchor(active).cpu().data<long>()], [.. PerAnchor(valid).cpu().data<long>()], aboveEpsilon.sum().item<long>());
    }

    private static Tensor Flat(Tensor places, Tensor matrix) => places.select(1, 0).Times(matrix.shape[1]).Plus(places.select(1, 1));

    private static Tensor Entries(Tensor matrix, Tensor places) => matrix.reshape(-1).index_select(0, Flat(places, matrix));

    // How many values are below each limit, and their sum.
    private static (Tensor Count, Tensor Total) NearerThan(Tensor sorted, Tensor limits)
    {
        Tensor count = searchsorted(sorted, limits.contiguous());
        Tensor running = cat([zeros(1, ScalarType.Float64, sorted.device), sorted.cumsum(0)]);
        return (count, running.index_select(0, count));
    }

    // How many values are above each limit.
    private static Tensor FartherThan(Tensor sorted, Tensor limits) => searchsorted(sorted, limits.contiguous(), right: true).SubtractedFrom(sorted.numel());

    private sealed record Sums(Tensor Weights, double[] PerAnchor, long[] Active, long[] Valid, long AboveEpsilon);

    /// <summary>Values grouped by class.</summary>
    private sealed record ClassLists(Tensor Values, Tensor Order, long[] Starts)
    {
        public static ClassLists Of(Tensor classes, Tensor values, int count)
        {
            long[] sizes = [.. classes.bincount(null, count).cpu().data<long>()];
            long[] starts = new long[count + 1];
            for (int place = 0; place < count; place++)
            {
                starts[place + 1] = starts[place] + sizes[place];
            }

            return new ClassLists(values, classes.argsort(), starts);
        }

        public Tensor MembersOf(int place) => Order.narrow(0, Starts[place], Starts[place + 1] - Starts[place]);

        public Tensor SortedOf(int place) => Values.index_select(0, MembersOf(place)).sort(0).Values;
    }
}
