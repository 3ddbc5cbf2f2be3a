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
public sealed class IntraPairVarianceLoss : MetricLoss
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
    private protected override bool TakesLabelSets => true;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        PairMasks masks = PairMasks.Of(input.Batch, input.Tuples, input.IgnoredLabel);
        (LossTerms.Listed Terms, double? Mean) positive = Side("positive", input.Distances, masks.Positive, masks.PositiveCounts, Options.PositiveEpsilon, farther: true);
        (LossTerms.Listed Terms, double? Mean) negative = Side("negative", input.Distances, masks.Negative, masks.NegativeCounts, Options.NegativeEpsilon, farther: false);
        LossTerms.Listed[] parts = [positive.Terms, negative.Terms];
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Pair, parts, null, input.Batch) with
        {
            Pairs = ListedTelemetry.CountSides(positive.Terms.Values, negative.Terms.Values),
            MeanPositiveDistance = positive.Mean,
            MeanNegativeDistance = negative.Mean,
        };
        return new LossOutput(parts, telemetry);
    }

    /// <summary>The terms of one side.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="distances">All distances.</param>
    /// <param name="mask">Its pairs.</param>
    /// <param name="counts">How often each was chosen.</param>
    /// <param name="epsilon">The tolerance.</param>
    /// <param name="farther">Whether pairs farther than the mean are at fault, else nearer ones.</param>
    private (LossTerms.Listed Terms, double? Mean) Side(string name, Tensor distances, Tensor mask, Tensor? counts, double epsilon, bool farther)
    {
        TermPlaces places = TermPlaces.Of(mask, counts);
        Tensor pairs = TermPlaces.Select(distances, mask, counts);
        if (places.Anchors.Length == 0)
        {
            return (new LossTerms.Listed(name, pairs, places.Anchors, places.Others), null);
        }

        // What counts is whether larger numbers are at fault: a similarity turns the sides round.
        Tensor mean = pairs.mean();
        Tensor excess = farther == Distance.IsSimilarity ? mean.Times(1 - epsilon).Minus(pairs) : pairs.Minus(mean.Times(1 + epsilon));
        Tensor hinge = excess.relu();
        return (new LossTerms.Listed(name, hinge * hinge, places.Anchors, places.Others), mean.detach().ToNumber());
    }
}
