using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A loss each of whose terms belongs to an anchor and depends on that anchor's row of the distance matrix alone.</summary>
/// <remarks>
/// <para>Nothing larger than a few matrices <c>[rows, m]</c> is held.</para>
/// <para>To write one: say what a term is (<see cref="Unit"/>) and compute the terms from distances and masks (<see cref="ComputeRows"/>). Reducers, telemetry, index tuples,
/// reference sets, ignored labels and bounded memory come with it. <see cref="MaskedRows"/> has reductions that stay finite where a mask is empty.</para>
/// </remarks>
public abstract class RowLoss : PartedLoss
{
    // A kernel holds one matrix, of at most 1 GB.
    private const long LargestForKernel = 256L << 20;

    /// <summary>Creates a loss.</summary>
    protected RowLoss(Distance distance, Reducer reducer, Regularizer? regularizer, double regularizerWeight)
        : base(distance, reducer, regularizer, regularizerWeight)
    {
    }

    /// <summary>What one term is: <see cref="TermUnit.Sample"/> for a term per anchor, <see cref="TermUnit.Pair"/> for one per pair.</summary>
    protected abstract TermUnit Unit { get; }

    /// <summary>Whether a term can be exactly 0. If not, a term counts as active by the norm of its anchor's gradient.</summary>
    protected virtual bool TermsReachZero => false;

    /// <summary>Matrices' worth of entries that the arithmetic holds per entry of the distance matrix, roughly; more for one that works on triples.</summary>
    /// <param name="masks">The pairs of the whole batch.</param>
    protected virtual long EntriesPerPair(PairMasks masks) => 1;

    /// <summary>Whether index tuples weigh anchors, by how often their items were chosen, instead of choosing pairs; all pairs of the labels are then taken.</summary>
    private protected virtual bool TuplesWeighAnchors => false;

    /// <summary>The pairs of a batch: by default those of its labels, or those that tuples choose.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="input">What the loss was given.</param>
    /// <exception cref="ArgumentException">Tuples only weigh anchors, and there is no label to take pairs from.</exception>
    private protected virtual PairMasks PairsOf(EmbeddingBatch batch, LossInput input)
    {
        if (!TuplesWeighAnchors || input.Tuples is null)
        {
            return PairMasks.Of(batch, input.Tuples, input.IgnoredLabel);
        }

        if (batch.Labels is null && batch.Relevance is null)
        {
            throw new ArgumentException("Expected labels, as index tuples only weigh the anchors of this loss; found none.", nameof(input));
        }

        double[] weights = input.Tuples.ItemWeights(batch.Count, anchorsOnly: batch.FirstSelf is null);
        return PairMasks.Of(batch, null, input.IgnoredLabel).Weighted(tensor(weights, batch.Embeddings.dtype, batch.Embeddings.device));
    }

    /// <summary>Distances as similarities: larger is closer.</summary>
    protected Tensor Similarities(Tensor distances)
    {
        ArgumentNullException.ThrowIfNull(distances);
        return Distance.IsSimilarity ? distances : -distances;
    }

    /// <summary>The value of every term.</summary>
    /// <param name="distances">Distances of some anchors to the whole reference, <c>[rows, m]</c>, differentiable.</param>
    /// <param name="masks">The pairs of these anchors.</param>
    /// <returns>
    /// For a term per anchor <c>[rows]</c>, for a term per pair <c>[rows, m]</c>; what <see cref="ValidTerms"/> leaves out may hold any finite number, and its
    /// gradient must be finite.
    /// </returns>
    protected abstract Tensor ComputeRows(Tensor distances, PairMasks masks);

    /// <summary>Which entries of <see cref="ComputeRows"/> are terms, bool of the same shape; by default anchors with a positive and a negative, or positive pairs.</summary>
    /// <param name="masks">The pairs of some anchors.</param>
    protected virtual Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return Unit == TermUnit.Sample ? masks.HasPositive & masks.HasNegative : masks.Positive;
    }

    /// <summary>What <see cref="DivisorReducer"/> divides by, of the whole batch; null for none.</summary>
    /// <param name="masks">The pairs of the whole batch.</param>
    protected virtual double? DivisorOf(PairMasks masks) => null;

    /// <summary>The loss as a form that a kernel computes row by row where the similarities are products of float rows on the CPU; null if there is none.</summary>
    private protected virtual RowForm? Form => null;

    /// <inheritdoc/>
    protected sealed override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        if (Form is { } form && input is { Listed: false, Tuples: null } && SumRows(batch, form, null, input.IgnoredLabel) is { } summed)
        {
            return summed;
        }

        PairMasks masks = PairsOf(batch, input);
        var work = new RowWork(batch, whole => PairsOf(whole, input), Distance, RowsPerPart(batch, EntriesPerPair(masks)), ComputeRows, ValidTerms);
        Tensor values = work.Compute(masks);
        RowFacts facts = RowFacts.Of(work, gradientNorms: !TermsReachZero);

        TermPlaces places = TermPlaces.Of(ValidTerms(masks), masks.PositiveCounts);
        var terms = new LossTerms.Listed("loss", values, places.Anchors, places.Others) { Divisor = DivisorOf(masks) };
        double[]? norms = facts.GradientNorms;
        LossTelemetry telemetry = ListedTelemetry.Of(Unit, [terms], norms is null ? null : [[.. places.Anchors.Select(anchor => norms[anchor])]], batch) with
        {
            MeanPositiveDistance = facts.MeanPositive,
            MeanNegativeDistance = facts.MeanNegative,
        };
        return new LossOutput([terms], telemetry);
    }

    /// <summary>The loss by its form; null where that is not for float rows on the CPU that fit into memory at once, or for a batch without negatives, which losses treat in ways of their own.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="form">The form.</param>
    /// <param name="tolerance">The tolerance of a <see cref="MultiSimilarityMiner"/> that chooses the pairs; null to take all.</param>
    /// <param name="ignoredLabel">The label whose items take part in no term.</param>
    private protected LossOutput? SumRows(EmbeddingBatch batch, RowForm form, double? tolerance, long? ignoredLabel)
    {
        if (AnchorsPerPart is not null || (long)batch.Count * batch.ReferenceCount > LargestForKernel || !SimilarityRows.Takes(batch, Distance))
        {
            return null;
        }

        using var classes = new RowClasses(batch, ignoredLabel);
        if (!Enumerable.Range(0, batch.Count).Any(anchor => classes.NegativesOf(anchor) > 0))
        {
            return null;
        }

        using var work = new SimilarityWork(form, classes, tolerance) { IsOwn = ReferenceEquals(batch.Embeddings, batch.Reference) };
        Tensor sums = SimilarityRows.Compute(batch, Distance, work);
        ReadOnlySpan<double> norms = DenseMemory.Read<double>(work.GradientNorms!);
        bool[] active = new bool[batch.Count];
        (long moved, long movedAboveEpsilon) = (0, 0);
        for (int anchor = 0; anchor < active.Length; anchor++)
        {
            long valid = work.Terms[anchor].Valid;
            moved += norms[anchor] > 0 ? valid : 0;
            movedAboveEpsilon += norms[anchor] > LossTelemetry.Epsilon ? valid : 0;
            active[anchor] |= norms[anchor] > 0 && valid > 0;

            // A pair moves both of its items.
            if (Unit == TermUnit.Pair && !batch.HasReference && norms[anchor] > 0 && classes.PositivesOf(anchor) > 0)
            {
                foreach (int member in classes.MembersOf(anchor))
                {
                    active[member] = true;
                }
            }
        }

        AnchorCounts total = work.Terms.Total();
        var telemetry = new LossTelemetry
        {
            Unit = Unit,
            ValidTerms = total.Valid,
            ActiveTerms = moved,
            ActiveTermsAboveEpsilon = movedAboveEpsilon,
            SumOfTerms = total.Sum,
            MeanPositiveDistance = total.MeanDistance,
            MeanNegativeDistance = work.Negatives.Total().MeanDistance,
            ActiveSamples = active,
        };
        (long[] Active, long[] Valid) counts = work.Terms.Terms();
        return new LossOutput([new LossTerms.Aggregated("loss", sums, counts.Active, counts.Valid)], telemetry);
    }
}
