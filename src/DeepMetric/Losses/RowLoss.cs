using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A loss each of whose terms belongs to an anchor and depends on that anchor's row of the distance matrix alone.</summary>
/// <remarks>
/// <para>Nothing larger than a few matrices <c>[rows, m]</c> is held. Where even those would be large, anchors are taken some at a time and the gradient of each
/// part is computed again when it is needed: the same value and the same gradient in bounded memory, for about twice the time.</para>
/// <para>To write one: say what a term is (<see cref="Unit"/>) and compute the terms from distances and masks (<see cref="ComputeRows"/>). Reducers, telemetry, index tuples,
/// reference sets, ignored labels and bounded memory come with it. <see cref="MaskedRows"/> has reductions that stay finite where a mask is empty.</para>
/// </remarks>
public abstract class RowLoss : MetricLoss
{
    // Above this many entries of the distance matrix, anchors are taken in parts of about a quarter as many.
    private const long LargestWhole = 16L << 20;
    private const long EntriesPerPart = 4L << 20;

    /// <summary>Creates a loss.</summary>
    protected RowLoss(Distance distance, Reducer reducer, Regularizer? regularizer, double regularizerWeight)
        : base(distance, reducer, regularizer, regularizerWeight)
    {
    }

    /// <summary>How many anchors are taken at a time; null for all of them, or as many as memory suggests where there are many.</summary>
    /// <value>Default null.</value>
    public int? AnchorsPerPart { get; set; }

    /// <inheritdoc/>
    protected sealed override bool NeedsDistances => false;

    /// <summary>What one term is: <see cref="TermUnit.Sample"/> for a term per anchor, <see cref="TermUnit.Pair"/> for one per pair.</summary>
    protected abstract TermUnit Unit { get; }

    /// <summary>Whether a term can be exactly 0. If not, a term counts as active by the norm of its anchor's gradient.</summary>
    protected virtual bool TermsReachZero => false;

    /// <summary>Matrices' worth of entries that the arithmetic holds per entry of the distance matrix, roughly; more for one that works on triples.</summary>
    /// <param name="masks">The pairs of the whole batch.</param>
    protected virtual long EntriesPerPair(PairMasks masks) => 1;

    /// <summary>Whether index tuples weigh anchors, by how often their items were chosen, instead of choosing pairs; all pairs of the labels are then taken.</summary>
    private protected virtual bool TuplesWeighAnchors => false;

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

    /// <inheritdoc/>
    protected sealed override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        double[]? weights = TuplesWeighAnchors && input.Tuples is not null ? ItemWeights.Of(batch, input.Tuples) : null;
        IndexTuples? tuples = weights is null ? input.Tuples : null;
        PairMasks masks = PairMasks.Of(batch, tuples, input.IgnoredLabel);
        var work = new RowWork(batch, tuples, input.IgnoredLabel, Distance, AnchorsPerPart ?? RowsPerPart(batch, masks), ComputeRows, ValidTerms);
        Tensor values = work.IsWhole ? work.Terms(Distance.Matrix(batch.Embeddings, batch.Reference), masks) : RowParts.Compute(work);
        RowFacts facts = RowFacts.Of(work, gradientNorms: !TermsReachZero);

        (int[] anchors, int[][] others) = Places(masks);
        double WeightOf(int anchor) => weights?[anchor] ?? 1;
        values = weights is null ? values : values * tensor(Array.ConvertAll(anchors, WeightOf), values.dtype, values.device);
        var terms = new LossTerms.Listed("loss", values, anchors, others) { Divisor = DivisorOf(masks) };
        double[]? norms = facts.GradientNorms;
        LossTelemetry telemetry = ListedTelemetry.Of(Unit, [terms], norms is null ? null : [[.. anchors.Select(anchor => norms[anchor] * WeightOf(anchor))]], batch) with
        {
            MeanPositiveDistance = facts.MeanPositive,
            MeanNegativeDistance = facts.MeanNegative,
        };
        return new LossOutput([terms], telemetry);
    }

    private int RowsPerPart(EmbeddingBatch batch, PairMasks masks)
    {
        long perRow = Math.Max(1, batch.ReferenceCount * EntriesPerPair(masks));
        return perRow * batch.Count <= LargestWhole ? Math.Max(1, batch.Count) : (int)Math.Clamp(EntriesPerPart / perRow, 1, Math.Max(1, batch.Count));
    }

    private (int[] Anchors, int[][] Others) Places(PairMasks masks)
    {
        using var scope = NewDisposeScope();
        Tensor valid = ValidTerms(masks);
        Tensor places = valid.nonzero();
        if (RowWork.RepeatsOf(masks, valid) is { } repeats)
        {
            places = places.repeat_interleave(repeats, 0);
        }

        Tensor local = places.cpu();
        int[] Column(int column) => [.. local.select(1, column).contiguous().data<long>().ToArray().Select(place => (int)place)];
        return Unit == TermUnit.Sample ? (Column(0), []) : (Column(0), [Column(1)]);
    }
}
