using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Σ max(0, d_ij − d_lk + m) over all positive pairs (i, j) and all negative pairs (l, k) of two classes other than theirs, with gradient and counts.</summary>
/// <remarks>
/// The limits d + m of the positive pairs are sorted, and those of each class once more by themselves. Each negative pair finds its place among them by binary search, some
/// rows of the matrix at a time: running sums over the places give the count and the sum of the negatives nearer than a limit, and what is behind a place is the gradient of
/// the negative. What a pair's own class has is taken off. In double, as sums are subtracted.
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
        Tensor positives = masks.Positive.nonzero();
        Tensor near = Entries(distances.detach(), positives).to(ScalarType.Float64).Times(sign);
        Tensor limits = near.Plus(margin);
        ClassMembers classes = ClassMembers.Of(batch, positives.select(1, 0));
        var whole = new SortedLimits(limits, TensorArithmetic.Range(limits.numel(), device));
        SortedLimits[] byClass = [.. classes.Positives.Select(members => new SortedLimits(limits, members))];
        Tensor weights = zeros_like(distances.detach());
        foreach ((int first, int count) in RowRanges.Of(batch.Count, RowRanges.Length(batch.Count, distances.shape[1])))
        {
            using var part = NewDisposeScope();
            Tensor negative = masks.Negative.narrow(0, first, count);
            negative = batch.HasReference ? negative : negative.triu(first + 1);
            Tensor far = MaskedRows.Fill(distances.detach().narrow(0, first, count).to(ScalarType.Float64).Times(sign), negative, double.PositiveInfinity);
            Tensor pulls = whole.Take(far);
            for (int place = 0; place < byClass.Length; place++)
            {
                using var inner = NewDisposeScope();
                Tensor rows = classes.RowsOf(place, first, count);
                Tensor columns = classes.Columns[place];
                pulls.index_add_(0, rows, byClass[place].Take(far.index_select(0, rows)), Scalars.Of(-1));
                pulls.index_add_(1, columns, byClass[place].Take(far.index_select(1, columns)), Scalars.Of(-1));
            }

            weights.narrow(0, first, count).copy_(pulls.Times(-sign));
        }

        (Tensor active, Tensor totals) = whole.Nearer();
        Tensor valid = full_like(active, Scalars.Of(whole.Taken));
        long aboveEpsilon = whole.AboveEpsilon;
        foreach (SortedLimits list in byClass)
        {
            (Tensor count, Tensor total) = list.Nearer();
            active.index_add_(0, list.Members, count, Scalars.Of(-1));
            totals.index_add_(0, list.Members, total, Scalars.Of(-1));
            valid.index_add_(0, list.Members, full_like(count, Scalars.Of(list.Taken)), Scalars.Of(-1));
            aboveEpsilon -= list.AboveEpsilon;
        }

        weights.reshape(-1).index_add_(0, Flat(positives, distances), active.Times(sign).to(weights.dtype), Scalars.Of(1));
        Tensor terms = (limits * active).Minus(totals);
        Tensor rowOf = positives.select(1, 0);
        Tensor PerAnchor(Tensor values) => zeros(batch.Count, values.dtype, device).index_add(0, rowOf, values, Scalars.Of(1));
        long[] Counts(Tensor values) => [.. PerAnchor(values).to(ScalarType.Int64).cpu().data<long>()];
        return new Sums(weights, [.. PerAnchor(terms).cpu().data<double>()], Counts(active), Counts(valid), aboveEpsilon);
    }

    private static Tensor Flat(Tensor places, Tensor matrix) => places.select(1, 0).Times(matrix.shape[1]).Plus(places.select(1, 1));

    private static Tensor Entries(Tensor matrix, Tensor places) => matrix.reshape(-1).index_select(0, Flat(places, matrix));

    private sealed record Sums(Tensor Weights, double[] PerAnchor, long[] Active, long[] Valid, long AboveEpsilon);

    /// <summary>What belongs to each class: rows, columns and positive pairs.</summary>
    private sealed record ClassMembers(int[][] Rows, Tensor[] Columns, Tensor[] Positives, Device Device)
    {
        public static ClassMembers Of(EmbeddingBatch batch, Tensor anchors)
        {
            long[] classes = [.. batch.Labels!.Concat(batch.ReferenceLabels!).Distinct()];
            Dictionary<long, int> places = classes.Select((label, place) => (label, place)).ToDictionary(pair => pair.label, pair => pair.place);
            int[][] Group(IEnumerable<long> labels)
            {
                List<int>[] members = [.. classes.Select(_ => new List<int>())];
                int index = 0;
                foreach (long label in labels)
                {
                    members[places[label]].Add(index++);
                }

                return [.. members.Select(list => list.ToArray())];
            }

            Device device = batch.Embeddings.device;
            Tensor[] Indices(int[][] groups) => [.. groups.Select(group => tensor(group, ScalarType.Int64, device: device))];
            return new ClassMembers(
                Group(batch.Labels!), Indices(Group(batch.ReferenceLabels!)), Indices(Group(anchors.cpu().data<long>().ToArray().Select(anchor => batch.Labels![(int)anchor]))), device);
        }

        /// <summary>The rows of a class among some, counted from the first of these.</summary>
        public Tensor RowsOf(int place, int first, int count) =>
            tensor([.. Rows[place].Where(row => row >= first && row < first + count).Select(row => row - first)], ScalarType.Int64, device: Device);
    }

    /// <summary>The limits of some positive pairs in ascending order, and the negatives that found their place among them.</summary>
    private sealed class SortedLimits
    {
        private readonly Tensor _sorted;
        private readonly Tensor _order;
        private readonly Tensor _counts;
        private readonly Tensor _sums;

        /// <summary>Sorts the limits of the members.</summary>
        public SortedLimits(Tensor limits, Tensor members)
        {
            Members = members;
            (_sorted, _order) = limits.index_select(0, members).sort(0);
            _counts = zeros(members.numel() + 1, ScalarType.Float64, limits.device);
            _sums = zeros_like(_counts);
        }

        /// <summary>The positive pairs.</summary>
        public Tensor Members { get; }

        /// <summary>Negatives taken so far.</summary>
        public long Taken { get; private set; }

        /// <summary>Quadruplets of a value above the epsilon of telemetry.</summary>
        public long AboveEpsilon { get; private set; }

        /// <summary>Takes negatives in; +∞ is none.</summary>
        /// <returns>How many limits are above each, in double, of the shape of the negatives.</returns>
        public Tensor Take(Tensor far)
        {
            Tensor flat = far.contiguous().reshape(-1);
            long all = Members.numel();
            Tensor places = searchsorted(_sorted, flat, right: true);
            Tensor finite = flat.isfinite();
            Taken += finite.sum().item<long>();
            Tensor known = MaskedRows.Fill(flat, finite, 0);
            _counts.index_add_(0, places, finite.to(ScalarType.Float64), Scalars.Of(1));
            _sums.index_add_(0, places, known, Scalars.Of(1));
            AboveEpsilon += searchsorted(_sorted, flat.Plus(LossTelemetry.Epsilon), right: true).SubtractedFrom(all).sum().item<long>();
            return places.SubtractedFrom(all).to(ScalarType.Float64).reshape(far.shape);
        }

        /// <summary>For each member how many negatives are nearer than its limit, and their sum; in double.</summary>
        public (Tensor Count, Tensor Total) Nearer()
        {
            Tensor InOrder(Tensor values) => zeros_like(_sorted).scatter(0, _order, values.cumsum(0).narrow(0, 0, _sorted.numel()));
            return (InOrder(_counts), InOrder(_sums));
        }
    }
}
