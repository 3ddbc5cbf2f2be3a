using System.Numerics;
using DeepMetric.Miners;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The triplet loss over all triplets of a batch, anchor by anchor, with its gradient on the distance matrix and exact counts.</summary>
internal static unsafe class TripletKernel
{
    /// <summary>Computes sums, counts and weights per anchor.</summary>
    /// <param name="input">The batch and its distances.</param>
    /// <param name="options">Margin and form.</param>
    /// <param name="isSimilarity">Whether larger is closer.</param>
    /// <param name="chosen">The triplets that a miner chooses; null for all.</param>
    public static LossOutput Run(LossInput input, TripletMarginLossOptions options, bool isSimilarity, MinedTriplets? chosen = null)
    {
        Tensor weights;
        Work work;
        using (no_grad())
        {
            using Tensor distances = input.Distances.detach().cpu().contiguous();
            using Tensor local = zeros_like(distances);
            work = distances.dtype == ScalarType.Float64
                ? Compute<double>(distances, local, input, options, isSimilarity, chosen)
                : Compute<float>(distances, local, input, options, isSimilarity, chosen);
            weights = local.to(input.Distances.device).alias();
        }

        AnchorTally terms = work.Terms;
        long valid = terms.Valid.Sum();
        long hard = work.Hard.Sum();
        long semiHard = work.SemiHard.Sum();
        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Triplet,
            ValidTerms = valid,
            ActiveTerms = terms.Active.Sum(),
            ActiveTermsAboveEpsilon = terms.ActiveAboveEpsilon.Sum(),
            SumOfTerms = terms.Sum.Sum(),
            Triplets = new TripletCounts(hard, semiHard, valid - hard - semiHard),
            MeanPositiveDistance = terms.MeanDistance,
            MeanNegativeDistance = work.Negatives.MeanDistance,
            ActiveSamples = work.ActiveSamples,
        };
        return new LossOutput([new LossTerms.Aggregated("loss", input.Distances, weights, terms.Sum, terms.Active, terms.Valid)], telemetry);
    }

    private static Work Compute<T>(Tensor distances, Tensor weights, LossInput input, TripletMarginLossOptions options, bool isSimilarity, MinedTriplets? chosen)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EmbeddingBatch batch = input.Batch;
        int n = batch.Count;
        int m = batch.ReferenceCount;
        long[] labels = [.. batch.Labels!];
        long[] others = [.. batch.ReferenceLabels!];
        double sign = isSimilarity ? -1 : 1;
        var work = new Work(new AnchorTally(n), new AnchorTally(n), new long[n], new long[n], new bool[n]);
        T* d = DenseMemory.Pointer<T>(distances);
        T* w = DenseMemory.Pointer<T>(weights);
        long perRow = options.Swap || options.Smooth ? (long)m * m / 4 : 16L * m;
        using var rows = new ThreadLocal<AnchorRow>(() => new AnchorRow(m));
        RowParallel.For(n, perRow, i =>
        {
            if (labels[i] == input.IgnoredLabel)
            {
                return;
            }

            AnchorRow row = rows.Value!;
            row.Begin();
            T* from = d + ((long)i * m);
            int self = batch.FirstSelf is int first ? first + i : -1;
            for (int j = 0; j < m; j++)
            {
                if (others[j] == input.IgnoredLabel || j == self)
                {
                    continue;
                }

                double distance = double.CreateTruncating(from[j]);
                bool same = labels[i] == others[j];
                row.Add(j, sign * distance, same);
                AnchorTally side = same ? work.Terms : work.Negatives;
                side.DistanceCount[i]++;
                side.DistanceSum[i] += distance;
            }

            if (chosen is { Hardest: true })
            {
                row.KeepHardest();
            }

            if (options.Swap)
            {
                row.VisitSwapped(options, (p, values) => Read(d + ((long)p * m), sign, values.AsSpan(0, m)));
            }
            else if (!options.Smooth)
            {
                row.SortAndCount(options.Margin, chosen?.Range ?? GapRange.Everything);
            }
            else if (chosen is not null)
            {
                row.SumSmooth(options.Margin, chosen.Range);
            }
            else
            {
                row.SumSmooth(options.Margin);
            }

            if (chosen is not null)
            {
                work.RecordChosen(i, row, sign);
            }

            work.Record(i, row, !batch.HasReference);
            T* to = w + ((long)i * m);
            row.ForEachWeight((j, weight) => to[j] = T.CreateTruncating(sign * weight));
        });
        return work;
    }

    private static void Read<T>(T* from, double sign, Span<double> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < to.Length; j++)
        {
            to[j] = sign * double.CreateTruncating(from[j]);
        }
    }

    private sealed record Work(AnchorTally Terms, AnchorTally Negatives, long[] Hard, long[] SemiHard, bool[] ActiveSamples)
    {
        /// <summary>Distances are counted once per chosen triplet.</summary>
        public void RecordChosen(int anchor, AnchorRow row, double sign)
        {
            Terms.DistanceCount[anchor] = Negatives.DistanceCount[anchor] = row.Valid;
            Terms.DistanceSum[anchor] = sign * row.PositiveSum;
            Negatives.DistanceSum[anchor] = sign * row.NegativeSum;
        }

        public void Record(int anchor, AnchorRow row, bool sharedItems)
        {
            Terms.Sum[anchor] = row.Sum;
            Terms.Valid[anchor] = row.Valid;
            Terms.Active[anchor] = row.Active;
            Terms.ActiveAboveEpsilon[anchor] = row.ActiveAboveEpsilon;
            Hard[anchor] = row.Hard;
            SemiHard[anchor] = row.SemiHard;
            if (row.Active > 0)
            {
                ActiveSamples[anchor] = true;
            }

            if (sharedItems)
            {
                // Threads only ever write true here, so their order does not matter.
                row.ForEachWeight((j, weight) => ActiveSamples[j] |= weight != 0);
            }
        }
    }
}
