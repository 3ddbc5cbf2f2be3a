using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>Which entries of the distance matrix are positive pairs and which are negative ones.</summary>
/// <remarks>Entry (i, j) pairs anchor i with row j of the reference. An item is never paired with itself, and items of the ignored label with none.</remarks>
public sealed class PairMasks
{
    private PairMasks(Tensor anchors, Tensor positive, Tensor negative, Tensor self, Tensor? positiveCounts, Tensor? negativeCounts)
    {
        Anchors = anchors;
        Self = self;
        Positive = positive;
        Negative = negative;
        PositiveCounts = positiveCounts;
        NegativeCounts = negativeCounts;
        BatchHasPositives = positive.any().item<bool>();
        BatchHasNegatives = negative.any().item<bool>();
    }

    /// <summary>Anchors whose label is not the ignored one, bool <c>[n]</c>; all of them where tuples chose the pairs.</summary>
    public Tensor Anchors { get; }

    /// <summary>Positive pairs, bool <c>[n, m]</c>.</summary>
    public Tensor Positive { get; }

    /// <summary>Negative pairs, bool <c>[n, m]</c>.</summary>
    public Tensor Negative { get; }

    /// <summary>How often each positive pair was chosen, <c>[n, m]</c> in the type of the embeddings; null where every pair counts once.</summary>
    public Tensor? PositiveCounts { get; }

    /// <summary>How often each negative pair was chosen, <c>[n, m]</c> in the type of the embeddings; null where every pair counts once.</summary>
    public Tensor? NegativeCounts { get; }

    /// <summary>Where an anchor meets itself in the reference, bool <c>[n, m]</c>; never set where a reference was given, nor for items of the ignored label.</summary>
    public Tensor Self { get; }

    /// <summary>Whether the whole batch has a positive pair, also where these are the pairs of some of its anchors.</summary>
    public bool BatchHasPositives { get; private init; }

    /// <summary>Whether the whole batch has a negative pair, also where these are the pairs of some of its anchors.</summary>
    public bool BatchHasNegatives { get; private init; }

    /// <summary>Anchors with a positive pair, bool <c>[n]</c>.</summary>
    public Tensor HasPositive => Positive.any(1);

    /// <summary>Anchors with a negative pair, bool <c>[n]</c>.</summary>
    public Tensor HasNegative => Negative.any(1);

    /// <summary>The pairs of a batch by its labels, or those that tuples choose.</summary>
    /// <remarks>The tensors lie in the caller's dispose scope, on the device of the embeddings.</remarks>
    public static PairMasks Of(EmbeddingBatch batch, IndexTuples? tuples, long? ignoredLabel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Device device = batch.Embeddings.device;
        if (tuples is not null)
        {
            Pairs pairs = tuples.ToPairs();
            Tensor positive = Count(batch, pairs.PositiveAnchors, pairs.Positives);
            Tensor negative = Count(batch, pairs.NegativeAnchors, pairs.Negatives);
            return new PairMasks(ones(batch.Count, ScalarType.Bool, device), positive > 0, negative > 0, SelfOf(batch), Repeats(positive), Repeats(negative));
        }

        Tensor rows = tensor(batch.Labels!.ToArray(), device: device).unsqueeze(1);
        Tensor columns = tensor(batch.ReferenceLabels!.ToArray(), device: device).unsqueeze(0);
        Tensor same = rows == columns;
        Tensor other = same.logical_not();
        Tensor anchors = ones(batch.Count, ScalarType.Bool, device);
        if (ignoredLabel is long ignored)
        {
            Tensor known = (rows != ignored) & (columns != ignored);
            same &= known;
            other &= known;
            anchors = rows.squeeze(1) != ignored;
        }

        Tensor self = SelfOf(batch) & anchors.unsqueeze(1);
        return new PairMasks(anchors, same & self.logical_not(), other, self, null, null);
    }

    /// <summary>The same for some anchors only.</summary>
    internal PairMasks Slice(int first, int count) => new(
        Anchors.narrow(0, first, count),
        Positive.narrow(0, first, count),
        Negative.narrow(0, first, count),
        Self.narrow(0, first, count),
        PositiveCounts?.narrow(0, first, count),
        NegativeCounts?.narrow(0, first, count))
    {
        BatchHasPositives = BatchHasPositives,
        BatchHasNegatives = BatchHasNegatives,
    };

    private static Tensor SelfOf(EmbeddingBatch batch)
    {
        Device device = batch.Embeddings.device;
        return batch.FirstSelf is int first
            ? arange(batch.Count, device: device).unsqueeze(1) + first == arange(batch.ReferenceCount, device: device).unsqueeze(0)
            : zeros(batch.Count, batch.ReferenceCount, ScalarType.Bool, device);
    }

    private static Tensor Count(EmbeddingBatch batch, int[] anchors, int[] others)
    {
        long m = batch.ReferenceCount;
        Tensor flat = zeros(batch.Count * m, batch.Embeddings.dtype, batch.Embeddings.device);
        Tensor places = tensor(anchors.Zip(others, (anchor, other) => (anchor * m) + other).ToArray(), device: batch.Embeddings.device);
        return flat.index_add(0, places, ones(anchors.Length, batch.Embeddings.dtype, batch.Embeddings.device), 1).reshape(batch.Count, m);
    }

    private static Tensor? Repeats(Tensor counts) => counts.numel() > 0 && (counts > 1).any().item<bool>() ? counts : null;
}
