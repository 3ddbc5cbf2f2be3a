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
        using Sides sides = distances.dtype == ScalarType.Float64
            ? Compute<double>(distances, input, options, isSimilarity, ordered, weights)
            : Compute<float>(distances, input, options, isSimilarity, ordered, weights);

        (AnchorCounts positives, AnchorCounts negatives) = (sides.Positives.Total(), sides.Negatives.Total());
        if (options.IgnoreLonePairs && positives.Valid <= 1 && negatives.Valid <= 1)
        {
            sides.PositiveWeights.zero_();
            sides.NegativeWeights.zero_();
            sides.Positives.Clear();
            sides.Negatives.Clear();
            (positives, negatives) = (default, default);
        }

        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Pair,
            ValidTerms = positives.Valid + negatives.Valid,
            ActiveTerms = positives.Active + negatives.Active,
            ActiveTermsAboveEpsilon = positives.ActiveAboveEpsilon + negatives.ActiveAboveEpsilon,
            SumOfTerms = positives.Sum + negatives.Sum,
            Pairs = new PairCounts(positives.Valid, positives.Active, negatives.Valid, negatives.Active),
            MeanPositiveDistance = positives.MeanDistance,
            MeanNegativeDistance = negatives.MeanDistance,
            ActiveSamples = sides.ActiveSamples,
        };
        return new LossOutput(Parts(input, options, sides), telemetry);
    }

    private static LossTerms[] Parts(LossInput input, ContrastiveLossOptions options, Sides sides)
    {
        using var enabled = enable_grad(input.Distances.requires_grad);
        Tensor positiveWeights = sides.PositiveWeights.to(input.Distances.device);
        Tensor negativeWeights = sides.NegativeWeights.to(input.Distances.device);
        (AnchorTally positives, AnchorTally negatives) = (sides.Positives, sides.Negatives);
        return options.SeparateSides
            ? [Part("positive", positiveWeights, positives, null), Part("negative", negativeWeights, negatives, null)]
            : [Part("pairs", positiveWeights, positives, negatives)];

        LossTerms.Aggregated Part(string name, Tensor weights, AnchorTally first, AnchorTally? second)
        {
            using Tensor sums = first.Sums(input.Distances.dtype, input.Distances.device, second);
            return new LossTerms.Aggregated(name, input.Distances, weights, sums, first.Terms(second));
        }
    }

    private static Sides Compute<T>(Tensor distances, LossInput input, ContrastiveLossOptions options, bool isSimilarity, bool ordered, SideWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EmbeddingBatch batch = input.Batch;
        int n = batch.Count;
        int m = batch.ReferenceCount;
        using var classes = new RowClasses(batch, input.IgnoredLabel);
        Tensor positiveMatrix = zeros_like(distances);
        Tensor negativeMatrix = options.SeparateSides ? zeros_like(distances) : positiveMatrix;
        var sides = new Sides(new AnchorTally(n), new AnchorTally(n), positiveMatrix, negativeMatrix, new bool[n]);
        var form = new Form(options, isSimilarity ? -1 : 1, weights);
        T* d = DenseMemory.Pointer<T>(distances);
        T* positiveWeights = DenseMemory.Pointer<T>(positiveMatrix);
        T* negativeWeights = DenseMemory.Pointer<T>(negativeMatrix);
        RowParallel.For(n, 4L * m, () => new ContrastiveRow(m), (i, buffer) =>
        {
            if (classes.OfAnchors[i] == RowClasses.Ignored)
            {
                return;
            }

            long row = (long)i * m;
            int first = ordered ? 0 : i + 1;
            bool taken = typeof(T) == typeof(float) && weights.Negative > 0
                && TryTakeNegatives(buffer, (float*)d + row, first, m, form, classes, i, ref sides.Negatives[i], (float*)negativeWeights + row);
            if (!taken)
            {
                for (int j = first; j < m; j++)
                {
                    if (classes.OfReference[j] != RowClasses.Ignored && classes.OfReference[j] != classes.OfAnchors[i])
                    {
                        negativeWeights[row + j] = T.CreateTruncating(form.Take(double.CreateTruncating(d[row + j]), positive: false, ref sides.Negatives[i]));
                    }
                }
            }

            foreach (int j in classes.MembersOf(i))
            {
                if (j >= first && j != classes.SelfOf(i))
                {
                    positiveWeights[row + j] = T.CreateTruncating(form.Take(double.CreateTruncating(d[row + j]), positive: true, ref sides.Positives[i]));
                }
            }
        });
        Mark(sides, positiveWeights, negativeWeights, n, !batch.HasReference);
        return sides;
    }

    private static bool TryTakeNegatives(ContrastiveRow row, float* distances, int from, int count, Form form, RowClasses classes, int anchor, ref AnchorCounts counts, float* weights)
    {
        if (!row.TryCompute(distances, from, count, (float)form.Sign, classes.MembersOf(anchor), classes.IgnoredItems, form.Options, form.Weights.Negative, weights))
        {
            new Span<float>(weights + from, count - from).Clear();
            return false;
        }

        counts.Valid = counts.DistanceCount = row.Valid;
        counts.DistanceSum = row.DistanceSum;
        counts.Sum = row.Sum;
        counts.Active = row.Active;
        counts.ActiveAboveEpsilon = row.ActiveAboveEpsilon;
        return true;
    }

    /// <summary>Which items a pair moves.</summary>
    private static void Mark<T>(Sides sides, T* positiveWeights, T* negativeWeights, int n, bool sharedItems)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < n; i++)
        {
            sides.ActiveSamples[i] = sides.Positives[i].Active + sides.Negatives[i].Active > 0;
        }

        if (sharedItems)
        {
            ActiveItems.Mark(positiveWeights, n, sides.ActiveSamples);
            ActiveItems.Mark(negativeWeights, n, sides.ActiveSamples);
        }
    }

    private sealed record Sides(AnchorTally Positives, AnchorTally Negatives, Tensor PositiveWeights, Tensor NegativeWeights, bool[] ActiveSamples) : IDisposable
    {
        public void Dispose()
        {
            Positives.Dispose();
            Negatives.Dispose();
        }
    }

    /// <summary>A pair's term.</summary>
    private sealed record Form(ContrastiveLossOptions Options, double Sign, SideWeights Weights)
    {
        /// <summary>Counts a pair in.</summary>
        /// <returns>The term's slope.</returns>
        public double Take(double distance, bool positive, ref AnchorCounts counts)
        {
            double excess = positive ? Sign * (distance - Options.PositiveMargin) : Sign * (Options.NegativeMargin - distance);
            counts.Valid++;
            counts.DistanceCount++;
            counts.DistanceSum += distance;
            double weight = positive ? Weights.Positive : Weights.Negative;
            double loss = weight * (Options.Squared ? excess * excess : excess);
            if (excess <= 0 || loss <= 0)
            {
                return 0;
            }

            counts.Sum += loss;
            counts.Active++;
            counts.ActiveAboveEpsilon += loss > LossTelemetry.Epsilon ? 1 : 0;
            double slope = Sign * weight * (Options.Squared ? 2 * excess : 1);
            return positive ? slope : -slope;
        }
    }
}
