using DeepMetric.Losses.Kernels;
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

    /// <summary>How alike the labels of each pair are, from 0 to 1, <c>[n, m]</c> in the type of the embeddings; null where an item has one label.</summary>
    public Tensor? Relevance { get; private init; }

    /// <summary>What the term of each anchor is multiplied by, <c>[n]</c>; null for 1.</summary>
    internal Tensor? AnchorWeights { get; private init; }

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
        Tensor? relevance = batch.Relevance?.Matrix(device);
        Tensor? typed = relevance?.to(batch.Embeddings.dtype);
        if (tuples is not null)
        {
            Pairs pairs = tuples.ToPairs();
            Tensor positive = Count(batch, pairs.PositiveAnchors, pairs.Positives);
            Tensor negative = Count(batch, pairs.NegativeAnchors, pairs.Negatives);
            return new PairMasks(ones(batch.Count, ScalarType.Bool, device), positive > Scalars.Of(0), negative > Scalars.Of(0), SelfOf(batch), Repeats(positive), Repeats(negative)) { Relevance = typed };
        }

        (Tensor anchors, Tensor others, Tensor same) = batch.Labels is null
            ? OfSets(batch.Relevance!, relevance!, ignoredLabel, device)
            : OfLabels(batch.Labels, batch.ReferenceLabels!, ignoredLabel, device);
        Tensor paired = anchors.unsqueeze(1) & others.unsqueeze(0);
        Tensor self = SelfOf(batch) & anchors.unsqueeze(1);
        paired &= self.logical_not();
        return new PairMasks(anchors, same & paired, same.logical_not() & paired, self, null, null) { Relevance = typed };
    }

    /// <summary>Pairs that a loss makes up by itself.</summary>
    internal static PairMasks OfMasks(Tensor anchors, Tensor positive, Tensor negative) => new(anchors, positive, negative, zeros_like(positive), null, null);

    /// <summary>The same pairs, with a weight for the term of each anchor.</summary>
    internal PairMasks Weighted(Tensor anchorWeights) => new(Anchors, Positive, Negative, Self, PositiveCounts, NegativeCounts)
    {
        Relevance = Relevance,
        AnchorWeights = anchorWeights,
    };

    /// <summary>The pairs as lists.</summary>
    /// <param name="unordered">Whether (i, j) and (j, i) are one pair, listed with i &lt; j.</param>
    internal Pairs ToPairs(bool unordered)
    {
        using var scope = NewDisposeScope();
        TermPlaces positive = TermPlaces.Of(unordered ? Positive.triu(1) : Positive, PositiveCounts);
        TermPlaces negative = TermPlaces.Of(unordered ? Negative.triu(1) : Negative, NegativeCounts);
        return new Pairs(positive.Anchors, positive.Others[0], negative.Anchors, negative.Others[0]);
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
        Relevance = Relevance?.narrow(0, first, count),
        AnchorWeights = AnchorWeights?.narrow(0, first, count),
    };

    private static (Tensor Anchors, Tensor Others, Tensor Same) OfLabels(IReadOnlyList<long> labels, IReadOnlyList<long> reference, long? ignoredLabel, Device device)
    {
        Tensor rows = tensor(labels.ToArray(), device: device);
        Tensor columns = tensor(reference.ToArray(), device: device);
        Tensor same = rows.unsqueeze(1) == columns.unsqueeze(0);
        return ignoredLabel is long ignored ? (rows != Scalars.Of(ignored), columns != Scalars.Of(ignored), same) : (ones_like(rows, ScalarType.Bool), ones_like(columns, ScalarType.Bool), same);
    }

    private static (Tensor Anchors, Tensor Others, Tensor Same) OfSets(LabelRelevance labels, Tensor relevance, long? ignoredLabel, Device device)
    {
        // An item without any label is of no known class, as one of the ignored label is; to treat every label alike is to take the empty set for a set.
        Tensor Known(IReadOnlyList<bool> known) => tensor(known.Select(some => some || ignoredLabel is null).ToArray(), device: device);
        return (Known(labels.Known), Known(labels.ReferenceKnown), labels.IsPositive(relevance));
    }

    private static Tensor SelfOf(EmbeddingBatch batch)
    {
        Device device = batch.Embeddings.device;
        return batch.FirstSelf is int first
            ? TensorArithmetic.Range(batch.Count, device).unsqueeze(1).Plus(first) == TensorArithmetic.Range(batch.ReferenceCount, device).unsqueeze(0)
            : zeros(batch.Count, batch.ReferenceCount, ScalarType.Bool, device);
    }

    private static Tensor Count(EmbeddingBatch batch, int[] anchors, int[] others)
    {
        long m = batch.ReferenceCount;
        Tensor flat = zeros(batch.Count * m, batch.Embeddings.dtype, batch.Embeddings.device);
        Tensor places = tensor(anchors.Zip(others, (anchor, other) => (anchor * m) + other).ToArray(), device: batch.Embeddings.device);
        return flat.index_add(0, places, ones(anchors.Length, batch.Embeddings.dtype, batch.Embeddings.device), Scalars.Of(1)).reshape(batch.Count, m);
    }

    private static Tensor? Repeats(Tensor counts) => counts.numel() > 0 && (counts > Scalars.Of(1)).any().item<bool>() ? counts : null;
}
