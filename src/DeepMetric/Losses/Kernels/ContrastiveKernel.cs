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
        var classes = new RowClasses(batch, input.IgnoredLabel);
        Tensor positiveMatrix = zeros_like(distances);
        Tensor negativeMatrix = options.SeparateSides ? zeros_like(distances) : positiveMatrix;
        var sides = new Sides(new AnchorTally(n), new AnchorTally(n), positiveMatrix, negativeMatrix, new bool[n]);
        var form = new Form(options, isSimilarity ? -1 : 1, weights);
        T* d = DenseMemory.Pointer<T>(distances);
        T* positiveWeights = DenseMemory.Pointer<T>(positiveMatrix);
        T* negativeWeights = DenseMemory.Pointer<T>(negativeMatrix);
        using var rows = new ThreadLocal<ContrastiveRow>(() => new ContrastiveRow(m));
        RowParallel.For(n, 4L * m, i =>
        {
            if (classes.OfAnchors[i] == RowClasses.Ignored)
            {
                return;
            }

            long row = (long)i * m;
            int first = ordered ? 0 : i + 1;
            bool taken = typeof(T) == typeof(float) && weights.Negative > 0
                && TryTakeNegatives(rows.Value!, (float*)d + row, first, m, form, classes, i, sides.Negatives, (float*)negativeWeights + row);
            if (!taken)
            {
                for (int j = first; j < m; j++)
                {
                    if (classes.OfReference[j] != RowClasses.Ignored && classes.OfReference[j] != classes.OfAnchors[i])
                    {
                        negativeWeights[row + j] = T.CreateTruncating(form.Take(double.CreateTruncating(d[row + j]), positive: false, sides.Negatives, i));
                    }
                }
            }

            foreach (int j in classes.MembersOf(i))
            {
                if (j >= first && j != classes.SelfOf(i))
                {
                    positiveWeights[row + j] = T.CreateTruncating(form.Take(double.CreateTruncating(d[row + j]), positive: true, sides.Positives, i));
                }
            }
        });
        Mark(sides, positiveWeights, negativeWeights, n, !batch.HasReference);
        return sides;
    }

    private static bool TryTakeNegatives(ContrastiveRow row, float* distances, int from, int count, Form form, RowClasses classes, int anchor, AnchorTally tally, float* weights)
    {
        if (!row.TryCompute(distances, from, count, (float)form.Sign, [classes.MembersOf(anchor), classes.IgnoredItems], form.Options, form.Weights.Negative, weights))
        {
            new Span<float>(weights + from, count - from).Clear();
            return false;
        }

        long excluded = classes.MembersOf(anchor).Count(place => place >= from) + classes.IgnoredItems.Count(place => place >= from);
        tally.Valid[anchor] = tally.DistanceCount[anchor] = count - from - excluded;
        tally.DistanceSum[anchor] = row.DistanceSum;
        tally.Sum[anchor] = row.Sum;
        tally.Active[anchor] = row.Active;
        tally.ActiveAboveEpsilon[anchor] = row.ActiveAboveEpsilon;
        return true;
    }

    /// <summary>Which items a pair moves.</summary>
    private static void Mark<T>(Sides sides, T* positiveWeights, T* negativeWeights, int n, bool sharedItems)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < n; i++)
        {
            sides.ActiveSamples[i] = sides.Positives.Active[i] + sides.Negatives.Active[i] > 0;
        }

        if (sharedItems)
        {
            ActiveItems.Mark(positiveWeights, n, sides.ActiveSamples);
            ActiveItems.Mark(negativeWeights, n, sides.ActiveSamples);
        }
    }

    private static T[] Add<T>(T[] first, T[] second)
        where T : INumber<T> => [.. first.Zip(second, (a, b) => a + b)];

    private sealed record Sides(AnchorTally Positives, AnchorTally Negatives, Tensor PositiveWeights, Tensor NegativeWeights, bool[] ActiveSamples);

    /// <summary>A pair's term.</summary>
    private sealed record Form(ContrastiveLossOptions Options, double Sign, SideWeights Weights)
    {
        /// <summary>Counts a pair in.</summary>
        /// <returns>The term's slope.</returns>
        public double Take(double distance, bool positive, AnchorTally tally, int anchor)
        {
            double excess = positive ? Sign * (distance - Options.PositiveMargin) : Sign * (Options.NegativeMargin - distance);
            tally.Valid[anchor]++;
            tally.DistanceCount[anchor]++;
            tally.DistanceSum[anchor] += distance;
            double weight = positive ? Weights.Positive : Weights.Negative;
            double loss = weight * (Options.Squared ? excess * excess : excess);
            if (excess <= 0 || loss <= 0)
            {
                return 0;
            }

            tally.Sum[anchor] += loss;
            tally.Active[anchor]++;
            tally.ActiveAboveEpsilon[anchor] += loss > LossTelemetry.Epsilon ? 1 : 0;
            double slope = Sign * weight * (Options.Squared ? 2 * excess : 1);
            return positive ? slope : -slope;
        }
    }
}
