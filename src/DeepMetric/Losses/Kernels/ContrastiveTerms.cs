using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>What the terms of each side of a contrastive loss are multiplied by.</summary>
/// <param name="Positive">For positive pairs.</param>
/// <param name="Negative">For negative pairs.</param>
internal sealed record SideWeights(double Positive, double Negative)
{
    /// <summary>1 for both.</summary>
    public static SideWeights Equal { get; } = new(1, 1);
}

/// <summary>The terms of every loss that pulls positive pairs up to a margin and pushes negative ones from another on.</summary>
internal static class ContrastiveTerms
{
    /// <summary>Computes them: row by row over all pairs, or one by one where single terms are wanted.</summary>
    public static LossOutput Compute(LossInput input, ContrastiveLossOptions options, bool isSimilarity, SideWeights weights)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool ordered = options.OrderedPairs || input.OrderedPairs || input.Batch.HasReference;
        return input.Listed || input.Batch.Labels is null ? List(input, options, isSimilarity, ordered, weights) : ContrastiveKernel.Run(input, options, isSimilarity, ordered, weights);
    }

    private static LossOutput List(LossInput input, ContrastiveLossOptions options, bool isSimilarity, bool ordered, SideWeights weights)
    {
        EmbeddingBatch batch = input.Batch;
        Pairs pairs = PairsOf(input, ordered);
        if (options.IgnoreLonePairs && pairs.Positives.Length <= 1 && pairs.Negatives.Length <= 1)
        {
            pairs = new Pairs([], [], [], []);
        }

        Tensor positive = ListedTerms.Gather(input.Distances, pairs.PositiveAnchors, pairs.Positives);
        Tensor negative = ListedTerms.Gather(input.Distances, pairs.NegativeAnchors, pairs.Negatives);
        double sign = isSimilarity ? -1 : 1;
        Tensor positiveLoss = Penalty(positive.Minus(options.PositiveMargin).Times(sign), options.Squared).Times(weights.Positive);
        Tensor negativeLoss = Penalty(negative.Minus(options.NegativeMargin).Times(-sign), options.Squared).Times(weights.Negative);
        LossTelemetry telemetry = ListedTelemetry.OfPairs(pairs, positive, negative, positiveLoss, negativeLoss, batch);
        if (options.SeparateSides)
        {
            return new LossOutput(
                [
                    new LossTerms.Listed("positive", positiveLoss, pairs.PositiveAnchors, pairs.Positives),
                    new LossTerms.Listed("negative", negativeLoss, pairs.NegativeAnchors, pairs.Negatives),
                ],
                telemetry);
        }

        var joint = new LossTerms.Listed(
            "pairs", cat([positiveLoss, negativeLoss]), [.. pairs.PositiveAnchors, .. pairs.NegativeAnchors], [.. pairs.Positives, .. pairs.Negatives]);
        return new LossOutput([joint], telemetry);
    }

    private static Pairs PairsOf(LossInput input, bool ordered)
    {
        EmbeddingBatch batch = input.Batch;
        if (input.Tuples is not null)
        {
            return input.Tuples.ToPairs();
        }

        return batch.Labels is null
            ? PairMasks.Of(batch, null, input.IgnoredLabel).ToPairs(unordered: !ordered)
            : Pairs.All(batch.Labels, batch.HasReference ? batch.ReferenceLabels : null, unordered: !ordered, input.IgnoredLabel);
    }

    private static Tensor Penalty(Tensor excess, bool squared)
    {
        Tensor hinge = excess.relu();
        return squared ? hinge * hinge : hinge;
    }
}
