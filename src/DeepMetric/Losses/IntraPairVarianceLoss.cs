using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on an <see cref="IntraPairVarianceLoss"/>.</summary>
public sealed record IntraPairVarianceLossOptions
{
    /// <summary>How far, relative to the mean, a positive pair may lie on the wrong side of it.</summary>
    /// <value>Default 0.01.</value>
    [Range(0, double.MaxValue)]
    public double PositiveEpsilon { get; init; } = 0.01;

    /// <summary>How far, relative to the mean, a negative pair may lie on the wrong side of it.</summary>
    /// <value>Default 0.01.</value>
    [Range(0, double.MaxValue)]
    public double NegativeEpsilon { get; init; } = 0.01;
}

/// <summary>Penalises positive pairs that are less similar than the mean positive pair, and negative pairs that are more similar than the mean negative pair.</summary>
/// <remarks>
/// <para>Formula: positive pair max(0, (1 − ε⁺) μ⁺ − s)², negative pair max(0, s − (1 + ε⁻) μ⁻)², μ the mean similarity of all pairs of the side; for a distance
/// max(0, d − (1 + ε⁺) μ⁺)² and max(0, (1 − ε⁻) μ⁻ − d)².</para>
/// <para>When: beside another loss, which sets where the pairs should be, to even them out; alone it has no reason to separate classes.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Yu and Tao, "Deep Metric Learning with Tuplet Margin Loss", ICCV 2019.</para>
/// <para>Differs from it: means are over the pairs of the batch; each side is reduced by itself, and their sum is the loss.</para>
/// </remarks>
public sealed class IntraPairVarianceLoss : PartedLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The tolerances.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all pairs of a side.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public IntraPairVarianceLoss(
        IntraPairVarianceLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public IntraPairVarianceLossOptions Options { get; }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Listed ? List(input) : Sum(input);
    }

    private LossOutput List(LossInput input)
    {
        PairMasks masks = PairMasks.Of(input.Batch, input.Tuples, input.IgnoredLabel);
        Tensor distances = input.Batch.DistancesBy(Distance);
        (LossTerms.Listed Terms, double? Mean) positive = Side("positive", distances, masks.Positive, masks.PositiveCounts, PositiveBound);
        (LossTerms.Listed Terms, double? Mean) negative = Side("negative", distances, masks.Negative, masks.NegativeCounts, NegativeBound);
        LossTerms.Listed[] parts = [positive.Terms, negative.Terms];
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Pair, parts, null, input.Batch) with
        {
            Pairs = ListedTelemetry.CountSides(positive.Terms.Values, negative.Terms.Values),
            MeanPositiveDistance = positive.Mean,
            MeanNegativeDistance = negative.Mean,
        };
        return new LossOutput(parts, telemetry);
    }

    private LossOutput Sum(LossInput input)
    {
        int rows = RowsPerPart(input.Batch, entriesPerPair: 2);
        PairMasks PairsOf(EmbeddingBatch whole) => PairMasks.Of(whole, null, input.IgnoredLabel);
        return DeviationSums.Compute(Measured(input.Batch, rows), PairsOf, Distance, rows, PositiveBound, NegativeBound);
    }

    // What counts is whether larger numbers are at fault: a similarity turns the sides round.
    private DeviationBound PositiveBound => new(Distance.IsSimilarity ? 1 - Options.PositiveEpsilon : 1 + Options.PositiveEpsilon, LargerIsAtFault: !Distance.IsSimilarity);

    private DeviationBound NegativeBound => new(Distance.IsSimilarity ? 1 + Options.NegativeEpsilon : 1 - Options.NegativeEpsilon, LargerIsAtFault: Distance.IsSimilarity);

    /// <summary>The terms of one side.</summary>
    private static (LossTerms.Listed Terms, double? Mean) Side(string name, Tensor distances, Tensor mask, Tensor? counts, DeviationBound bound)
    {
        TermPlaces places = TermPlaces.Of(mask, counts);
        Tensor pairs = TermPlaces.Select(distances, mask, counts);
        if (places.Anchors.Length == 0)
        {
            return (new LossTerms.Listed(name, pairs, places.Anchors, places.Others), null);
        }

        Tensor mean = pairs.mean();
        Tensor hinge = bound.Excess(pairs, mean).relu();
        return (new LossTerms.Listed(name, hinge * hinge, places.Anchors, places.Others), mean.detach().ToNumber());
    }
}
