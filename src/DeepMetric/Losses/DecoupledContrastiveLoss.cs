using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="DecoupledContrastiveLoss"/>.</summary>
public sealed record DecoupledContrastiveLossOptions
{
    /// <summary>What similarities are divided by.</summary>
    /// <value>Default 0.1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether positives that are far weigh more, by the negative von Mises-Fisher function (DCLW).</summary>
    /// <value>Default false.</value>
    public bool WeightPositives { get; init; }

    /// <summary>What similarities are divided by in that weight: the smaller, the less the nearest positives weigh.</summary>
    /// <value>Default 0.5.</value>
    [Range(1e-6, double.MaxValue)]
    public double Sigma { get; init; } = 0.5;
}

/// <summary>NT-Xent without the positive in its denominator, so that an easy positive no longer silences the push of the negatives.</summary>
/// <remarks>
/// <para>Formula: per positive pair −w_ap s_ap / τ + ln Σ_n exp(s_an / τ), s the similarity; w_ap = 1, or with weights 2 − exp(s_ap / σ) / mean exp(s / σ), the mean
/// over all positive pairs of the batch.</para>
/// <para>When: self-supervised training with small batches, where NT-Xent learns slowly. Terms are not bounded below, so the value tells little by itself.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Yeh et al., "Decoupled Contrastive Learning", ECCV 2022.</para>
/// <para>Differs from it: all positives of the batch, each a term of its own; an anchor without negatives has no term. The weight is differentiated, as in the
/// authors' code.</para>
/// </remarks>
public sealed class DecoupledContrastiveLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The temperature and the weight.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all positive pairs; terms may be negative, so one that looks for non-zero terms above 0 is out of place.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public DecoupledContrastiveLoss(
        DecoupledContrastiveLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public DecoupledContrastiveLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override bool TakesLabelSets => true;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        PairMasks masks = PairMasks.Of(batch, input.Tuples, input.IgnoredLabel);
        Tensor valid = masks.Positive & masks.HasNegative.unsqueeze(1);
        TermPlaces places = TermPlaces.Of(valid, masks.PositiveCounts);
        Tensor ValuesOf(Tensor distances) => Values(distances, masks, valid);
        var terms = new LossTerms.Listed("loss", ValuesOf(input.Distances), places.Anchors, places.Others);
        double[] norms = AnchorGradients.Norms(Distance, batch.Embeddings, batch.Reference, ValuesOf);
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Pair, [terms], [[.. places.Anchors.Select(anchor => norms[anchor])]], batch) with
        {
            MeanPositiveDistance = AnchorGradients.MeanOf(input.Distances, masks.Positive, masks.PositiveCounts),
            MeanNegativeDistance = AnchorGradients.MeanOf(input.Distances, masks.Negative, masks.NegativeCounts),
        };
        return new LossOutput([terms], telemetry);
    }

    private Tensor Values(Tensor distances, PairMasks masks, Tensor valid)
    {
        Tensor similarities = Distance.IsSimilarity ? distances : -distances;
        Tensor negatives = MaskedRows.LogSumExp(similarities.DividedBy(Options.Temperature), masks.Negative, masks.NegativeCounts);
        Tensor push = TermPlaces.Select(negatives.unsqueeze(1).expand_as(distances), valid, masks.PositiveCounts);
        Tensor pairs = TermPlaces.Select(similarities, valid, masks.PositiveCounts);
        Tensor pull = pairs.DividedBy(Options.Temperature);
        return push.Minus(Options.WeightPositives && pairs.numel() > 0 ? pull * nn.functional.softmax(pairs.DividedBy(Options.Sigma), 0).Times(pairs.numel()).SubtractedFrom(2) : pull);
    }
}
