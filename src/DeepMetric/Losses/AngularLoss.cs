using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on an <see cref="AngularLoss"/>.</summary>
public sealed record AngularLossOptions
{
    /// <summary>The largest angle, in degrees, under which a negative may see half of the way from anchor to positive.</summary>
    /// <value>Default 40.</value>
    [Range(1e-3, 80)]
    public double Alpha { get; init; } = 40;

    /// <summary>Whether negatives are scaled to unit norm like anchors and positives; PyTorch Metric Learning leaves theirs as it is.</summary>
    /// <value>Default true.</value>
    public bool NormalizeNegatives { get; init; } = true;
}

/// <summary>Bounds the angle at the negative of each triangle of an anchor, a positive and a negative.</summary>
/// <remarks>
/// <para>Formula: per positive pair ln(1 + Σ_n exp(4 t (x_a + x_p)·x_n − 2 (1 + t) x_a·x_p)), t = tan² α, x normalised, n over all items of other classes.</para>
/// <para>When: an alternative to margins that does not depend on the scale of distances; often used beside an N-pairs loss.</para>
/// <para>Cost: O(n²) memory; O(n Σ n_c²) time for classes of n_c items, as matrix products: the sum over negatives of a pair is one, as exp(u + v) = exp(u) exp(v).</para>
/// <para>Paper: Wang et al., "Deep Metric Learning with Angular Loss", ICCV 2017.</para>
/// <para>Differs from it: all positive pairs of the batch. Index tuples choose the positive pairs; the negatives are always all items of other classes, so labels are
/// needed.</para>
/// </remarks>
public sealed class AngularLoss : PartedLoss
{
    // A part has one class or as many as make so many anchors.
    private const int AnchorsPerBlock = 256;

    // The arithmetic is in double and holds several matrices, and whole classes save more than whole batches do.
    private const long EntriesPerPair = 16;

    /// <summary>Creates the loss.</summary>
    /// <param name="options">The angle.</param>
    /// <param name="reducer">By default the mean over all positive pairs.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public AngularLoss(AngularLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public AngularLossOptions Options { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no labels, or negatives are not normalised and too long for the angle.</exception>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        if (batch.Labels is null)
        {
            throw new ArgumentException("Expected labels: the negatives of a pair are all items of other classes. Found index tuples alone.", nameof(input));
        }

        PairMasks MasksOf(EmbeddingBatch whole) => PairMasks.Of(whole, null, input.IgnoredLabel);
        PairMasks masks = MasksOf(batch);
        (int[] anchors, int[] positives) = PositivePairs(input, masks);
        int rows = RowsPerPart(batch, EntriesPerPair);
        PairBlock[] blocks = [.. PairBlock.Cut(batch.Labels, anchors, positives, rows >= batch.Count ? batch.Count : AnchorsPerPart ?? AnchorsPerBlock)];
        int[] order = [.. blocks.SelectMany(block => block.Pairs)];
        double longest = Options.NormalizeNegatives || batch.ReferenceCount == 0 ? 1 : Longest(batch.Reference, Square);
        IEnumerable<Func<Tensor, Tensor, Tensor>> Partition(Tensor embeddings, Tensor reference)
        {
            Tensor negative = MasksOf(batch.Slice(embeddings, reference, 0)).Negative;
            return blocks.Select(block => (Func<Tensor, Tensor, Tensor>)((x, y) => BlockTerms(x, y, negative, block, longest)));
        }

        Tensor Values(Tensor x, Tensor y) => blocks is [var all] ? BlockTerms(x, y, masks.Negative, all, longest) : TermParts.Compute(x, y, Partition);
        double[] norms = ItemGradients.Norms(batch, sharedReference: false, (x, y) => Values(x, y).sum());
        Tensor back = tensor(Enumerable.Range(0, order.Length).OrderBy(place => order[place]).ToArray(), ScalarType.Int64, device: batch.Embeddings.device);
        Tensor values = Values(batch.Embeddings, batch.Reference).index_select(0, back);
        var terms = new LossTerms.Listed("loss", values, anchors, positives);
        RowFacts facts = RowFacts.Of(new RowWork(batch, MasksOf, Distance, RowsPerPart(batch, 1), (distances, _) => distances, of => of.Positive), gradientNorms: false);
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Pair, [terms], [Array.ConvertAll(anchors, anchor => norms[anchor])], batch) with
        {
            MeanPositiveDistance = facts.MeanPositive,
            MeanNegativeDistance = facts.MeanNegative,
        };
        return new LossOutput([terms], telemetry);
    }

    private double Square => Math.Pow(Math.Tan(double.DegreesToRadians(Options.Alpha)), 2);

    private static (int[] Anchors, int[] Positives) PositivePairs(LossInput input, PairMasks masks)
    {
        if (input.Tuples is null)
        {
            return masks.BatchHasNegatives ? PairDistances.Places(masks.Positive) : ([], []);
        }

        Pairs pairs = input.Tuples.ToPairs();
        return pairs.Negatives.Length > 0 ? (pairs.PositiveAnchors, pairs.Positives) : ([], []);
    }

    // The terms of a block's positive pairs. In double, where the product of the smallest exponentials is still above 0.
    private Tensor BlockTerms(Tensor embeddings, Tensor reference, Tensor negative, PairBlock block, double longest)
    {
        using var scope = NewDisposeScope();
        double square = Square;
        Tensor x = nn.functional.normalize(embeddings, dim: 1);
        Tensor y = ReferenceEquals(embeddings, reference) ? x : nn.functional.normalize(reference, dim: 1);
        Tensor others = Options.NormalizeNegatives ? y : reference;
        Tensor rows = tensor(block.Anchors, ScalarType.Int64, device: x.device);
        Tensor anchors = x.index_select(0, rows);
        Tensor positives = y.index_select(0, tensor(block.Positives, ScalarType.Int64, device: x.device));
        Tensor toNegatives = MaskedRows.Fill(FromLargest(anchors, others, longest, 4 * square), negative.index_select(0, rows), 0);
        Tensor sum = ListedTerms.Gather(toNegatives.mm(FromLargest(positives, others, longest, 4 * square).t()), block.AnchorPlaces, block.PositivePlaces);
        Tensor cosine = ListedTerms.Gather(anchors.mm(positives.t()), block.AnchorPlaces, block.PositivePlaces).to(ScalarType.Float64);
        Tensor known = sum > Scalars.Of(0);
        Tensor exponents = where(known, sum, ones_like(sum)).log().Plus(8 * square * longest).Minus(cosine.Times(2 * (1 + square)));
        return MaskedRows.Fill(MaskedRows.Softplus(exponents), known, 0).to(embeddings.dtype).MoveToOuterDisposeScope();
    }

    // exp(scale (row · other − longest)), at most 1; what it is computed from is let go.
    private static Tensor FromLargest(Tensor rows, Tensor others, double longest, double scale)
    {
        using var scope = NewDisposeScope();
        return rows.mm(others.t()).to(ScalarType.Float64).Minus(longest).Times(scale).exp().MoveToOuterDisposeScope();
    }

    // The largest norm, if the smallest product of two exponentials, exp(-16 t norm), is still a number.
    private static double Longest(Tensor reference, double square)
    {
        const double mostNegativeExponent = 650;
        double longest = reference.detach().norm(1).max().to(ScalarType.Float64).item<double>();
        return 16 * square * longest <= mostNegativeExponent
            ? longest
            : throw new ArgumentException($"Expected negatives of a norm of at most {mostNegativeExponent / (16 * square):G4} for this angle when they are not normalised, found {longest:G4}.", nameof(reference));
    }
}
