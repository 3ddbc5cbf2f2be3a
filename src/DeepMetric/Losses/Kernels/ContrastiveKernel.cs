using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The contrastive loss over all pairs of a batch, row by row, with its gradient on the distance matrix.</summary>
internal static unsafe class ContrastiveKernel
{
    /// <summary>Computes sums, counts and weights per anchor.</summary>
    public static LossOutput Run(LossInput input, ContrastiveLossOptions options, bool isSimilarity, bool ordered, SideWeights weights)
    {
        using var guard = no_grad();
        using Tensor distances = input.Distances.detach().cpu().contiguous();
        Sides sides = distances.dtype == ScalarType.Float64
            ? Compute<double>(distances, input, options, isSimilarity, ordered, weights)
            : Compute<float>(distances, input, options, isSimilarity, ordered, weights);

        AnchorTally positives = sides.Positives;
        AnchorTally negatives = sides.Negatives;
        if (options.IgnoreLonePairs && positives.Valid.Sum() <= 1 && negatives.Valid.Sum() <= 1)
        {
            sides.PositiveWeights.zero_();
            sides.NegativeWeights.zero_();
            positives = new AnchorTally(input.Batch.Count);
            negatives = new AnchorTally(input.Batch.Count);
        }

        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Pair,
            ValidTerms = positives.Valid.Sum() + negatives.Valid.Sum(),
            ActiveTerms = positives.Active.Sum() + negatives.Active.Sum(),
            ActiveTermsAboveEpsilon = positives.ActiveAboveEpsilon.Sum() + negatives.ActiveAboveEpsilon.Sum(),
            SumOfTerms = positives.Sum.Sum() + negatives.Sum.Sum(),
            Pairs = new PairCounts(positives.Valid.Sum(), positives.Active.Sum(), negatives.Valid.Sum(), negatives.Active.Sum()),
            MeanPositiveDistance = positives.MeanDistance,
            MeanNegativeDistance = negatives.MeanDistance,
            ActiveSamples = sides.ActiveSamples,
        };
        return new LossOutput(Parts(input, options, positives, negatives, sides), telemetry);
    }

    private static LossTerms[] Parts(LossInput input, ContrastiveLossOptions options, AnchorTally positives, AnchorTally negatives, Sides sides)
    {
        using var enabled = enable_grad(input.Distances.requires_grad);
        Tensor positiveWeights = sides.PositiveWeights.to(input.Distances.device);
        Tensor negativeWeights = sides.NegativeWeights.to(input.Distances.device);
        return options.SeparateSides
            ?
            [
                new LossTerms.Aggregated("positive", input.Distances, positiveWeights, positives.Sum, positives.Active, positives.Valid),
                new LossTerms.Aggregated("negative", input.Distances, negativeWeights, negatives.Sum, negatives.Active, negatives.Valid),
            ]
            : [new LossTerms.Aggregated(
                "pairs", input.Distances, positiveWeights, Add(positives.Sum, negatives.Sum), Add(positives.Active, negatives.Active), Add(positives.Valid, negatives.Valid))];
    }

    private static Sides Compute<T>(Tensor distances, LossInput input, ContrastiveLossOptions options, bool isSimilarity, bool ordered, SideWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EmbeddingBatch batch = input.Batch;
        int n = batch.Count;
        int m = batch.ReferenceCount;
        long[] labels = [.. batch.Labels!];
        long[] others = [.. batch.ReferenceLabels!];
        bool excludeSelf = !batch.HasReference;
        double sign = isSimilarity ? -1 : 1;
        Tensor positiveMatrix = zeros_like(distances);
        Tensor negativeMatrix = options.SeparateSides ? zeros_like(distances) : positiveMatrix;
        var sides = new Sides(new AnchorTally(n), new AnchorTally(n), positiveMatrix, negativeMatrix, new bool[n]);
        T* d = DenseMemory.Pointer<T>(distances);
        T* positiveWeights = DenseMemory.Pointer<T>(positiveMatrix);
        T* negativeWeights = DenseMemory.Pointer<T>(negativeMatrix);
        RowParallel.For(n, 4L * m, i =>
        {
            if (labels[i] == input.IgnoredLabel)
            {
                return;
            }

            long row = (long)i * m;
            for (int j = ordered ? 0 : i + 1; j < m; j++)
            {
                if ((excludeSelf && i == j) || others[j] == input.IgnoredLabel)
                {
                    continue;
                }

                bool same = labels[i] == others[j];
                double distance = double.CreateTruncating(d[row + j]);
                double excess = same ? sign * (distance - options.PositiveMargin) : sign * (options.NegativeMargin - distance);
                AnchorTally tally = same ? sides.Positives : sides.Negatives;
                tally.Valid[i]++;
                tally.DistanceCount[i]++;
                tally.DistanceSum[i] += distance;
                double weight = same ? weights.Positive : weights.Negative;
                double loss = weight * (options.Squared ? excess * excess : excess);
                if (excess <= 0 || loss <= 0)
                {
                    continue;
                }

                double slope = sign * weight * (options.Squared ? 2 * excess : 1);
                (same ? positiveWeights : negativeWeights)[row + j] = T.CreateTruncating(same ? slope : -slope);
                tally.Sum[i] += loss;
                tally.Active[i]++;
                tally.ActiveAboveEpsilon[i] += loss > LossTelemetry.Epsilon ? 1 : 0;
                sides.ActiveSamples[i] = true;
                if (excludeSelf)
                {
                    sides.ActiveSamples[j] = true;
                }
            }
        });
        return sides;
    }

    private static T[] Add<T>(T[] first, T[] second)
        where T : INumber<T> => [.. first.Zip(second, (a, b) => a + b)];

    private sealed record Sides(AnchorTally Positives, AnchorTally Negatives, Tensor PositiveWeights, Tensor NegativeWeights, bool[] ActiveSamples);
}
