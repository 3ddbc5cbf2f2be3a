using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The telemetry of terms that were listed one by one.</summary>
internal static class ListedTelemetry
{
    /// <summary>Counts over listed pairs.</summary>
    public static LossTelemetry OfPairs(Pairs pairs, Tensor positive, Tensor negative, Tensor positiveLoss, Tensor negativeLoss, EmbeddingBatch batch)
    {
        double[] positives = Values(positiveLoss);
        double[] negatives = Values(negativeLoss);
        bool[] active = new bool[batch.Count];
        Mark(active, positives, pairs.PositiveAnchors, batch.HasReference ? [] : [pairs.Positives]);
        Mark(active, negatives, pairs.NegativeAnchors, batch.HasReference ? [] : [pairs.Negatives]);
        int activePositives = positives.Count(loss => loss > 0);
        int activeNegatives = negatives.Count(loss => loss > 0);
        return new LossTelemetry
        {
            Unit = TermUnit.Pair,
            ValidTerms = positives.Length + negatives.Length,
            ActiveTerms = activePositives + activeNegatives,
            ActiveTermsAboveEpsilon = positives.Concat(negatives).Count(loss => loss > LossTelemetry.Epsilon),
            SumOfTerms = positives.Sum() + negatives.Sum(),
            Pairs = new PairCounts(positives.Length, activePositives, negatives.Length, activeNegatives),
            MeanPositiveDistance = Mean(Values(positive)),
            MeanNegativeDistance = Mean(Values(negative)),
            ActiveSamples = active,
        };
    }

    /// <summary>Counts over listed triplets; distances are those of similarities with their sign changed.</summary>
    public static LossTelemetry OfTriplets(Triplets triplets, Tensor positive, Tensor negative, Tensor losses, bool isSimilarity, double margin, EmbeddingBatch batch)
    {
        double[] values = Values(losses);
        double[] near = Values(positive);
        double[] far = Values(negative);
        double sign = isSimilarity ? -1 : 1;
        long hard = 0;
        long semiHard = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double gap = sign * (far[i] - near[i]);
            hard += gap <= 0 ? 1 : 0;
            semiHard += gap > 0 && gap < margin ? 1 : 0;
        }

        bool[] active = new bool[batch.Count];
        Mark(active, values, triplets.Anchors, batch.HasReference ? [] : [triplets.Positives, triplets.Negatives]);
        return new LossTelemetry
        {
            Unit = TermUnit.Triplet,
            ValidTerms = values.Length,
            ActiveTerms = values.Count(loss => loss > 0),
            ActiveTermsAboveEpsilon = values.Count(loss => loss > LossTelemetry.Epsilon),
            SumOfTerms = values.Sum(),
            Triplets = new TripletCounts(hard, semiHard, values.Length - hard - semiHard),
            MeanPositiveDistance = Mean(near),
            MeanNegativeDistance = Mean(far),
            ActiveSamples = active,
        };
    }

    /// <summary>Counts over the listed terms of any loss; the mean distances are for the loss to fill in.</summary>
    /// <param name="unit">What one term is.</param>
    /// <param name="parts">The terms.</param>
    /// <param name="activity">For each term of each part how active it is, where that is not its value: the norm of its gradient, for terms that never reach 0.</param>
    /// <param name="batch">What they were computed from.</param>
    public static LossTelemetry Of(TermUnit unit, IReadOnlyList<LossTerms.Listed> parts, IReadOnlyList<double[]>? activity, EmbeddingBatch batch)
    {
        IReadOnlyList<double[]> levels = activity ?? [.. parts.Select(part => Values(part.Values))];
        bool[] active = new bool[batch.Count];
        for (int i = 0; i < parts.Count; i++)
        {
            Mark(active, levels[i], [.. parts[i].Anchors], batch.HasReference ? [] : [.. parts[i].Others.Select(others => others.ToArray())]);
        }

        return Of(unit, parts, levels, active);
    }

    /// <summary>As the other, for terms of which items are active is known already.</summary>
    public static LossTelemetry Of(TermUnit unit, IReadOnlyList<LossTerms.Listed> parts, IReadOnlyList<double[]> activity, bool[] active)
    {
        double[][] values = [.. parts.Select(part => Values(part.Values))];
        return new LossTelemetry
        {
            Unit = unit,
            ValidTerms = values.Sum(part => (long)part.Length),
            ActiveTerms = activity.Sum(part => (long)part.Count(level => level > 0)),
            ActiveTermsAboveEpsilon = activity.Sum(part => (long)part.Count(level => level > LossTelemetry.Epsilon)),
            SumOfTerms = values.Sum(part => part.Sum()),
            MeanPositiveDistance = null,
            MeanNegativeDistance = null,
            ActiveSamples = active,
        };
    }

    /// <summary>Valid and active pairs of two lists of terms.</summary>
    public static PairCounts CountSides(Tensor positiveLoss, Tensor negativeLoss)
    {
        double[] positives = Values(positiveLoss);
        double[] negatives = Values(negativeLoss);
        return new PairCounts(positives.Length, positives.Count(loss => loss > 0), negatives.Length, negatives.Count(loss => loss > 0));
    }

    private static double? Mean(double[] values) => values.Length == 0 ? null : values.Average();

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return [.. tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>()];
    }

    private static void Mark(bool[] active, double[] losses, int[] anchors, int[][] others)
    {
        for (int i = 0; i < losses.Length; i++)
        {
            if (losses[i] > 0)
            {
                active[anchors[i]] = true;
                foreach (int[] other in others)
                {
                    active[other[i]] = true;
                }
            }
        }
    }
}
