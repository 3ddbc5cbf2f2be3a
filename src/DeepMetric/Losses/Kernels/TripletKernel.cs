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
            using Tensor local = empty_like(distances);
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
        var classes = new RowClasses(batch, input.IgnoredLabel);
        double sign = isSimilarity ? -1 : 1;
        var work = new Work(new AnchorTally(n), new AnchorTally(n), new long[n], new long[n], new bool[n]);
        T* d = DenseMemory.Pointer<T>(distances);
        T* w = DenseMemory.Pointer<T>(weights);
        bool isFloat = typeof(T) == typeof(float);
        bool mayScan = isFloat && !options.Smooth && !options.Swap;
        long perRow = options.Swap || options.Smooth ? (long)m * m / 4 : 16L * m;
        using var rows = new ThreadLocal<AnchorRow>(() => new AnchorRow(m, isFloat));
        using var scanned = new ThreadLocal<ScannedRow>(() => new ScannedRow(m));
        RowParallel.For(n, perRow, i =>
        {
            if (classes.OfAnchors[i] == RowClasses.Ignored)
            {
                new Span<T>(w + ((long)i * m), m).Clear();
                return;
            }

            if (mayScan && chosen is { Hardest: true })
            {
                ScannedRow fast = scanned.Value!;
                if (fast.TryComputeHardest((float*)d + ((long)i * m), m, (float)sign, classes, i, options.Margin, (float*)w + ((long)i * m)))
                {
                    work.Record(i, fast, fast.Valid, fast.Valid);
                    return;
                }
            }

            if (mayScan && chosen is null && classes.PositivesOf(i) <= ScannedRow.FewPositives)
            {
                ScannedRow fast = scanned.Value!;
                if (fast.TryCompute((float*)d + ((long)i * m), m, (float)sign, classes, i, options.Margin, (float*)w + ((long)i * m)))
                {
                    work.Record(i, fast, classes.PositivesOf(i), classes.NegativesOf(i));
                    return;
                }
            }

            AnchorRow row = rows.Value!;
            row.Fill(d + ((long)i * m), sign, classes, i);
            work.RecordDistances(i, row, sign);
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

            work.Record(i, row);
            row.WriteWeights(w + ((long)i * m), sign);
        });
        if (!batch.HasReference)
        {
            ActiveItems.Mark(w, n, work.ActiveSamples);
        }

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
        /// <summary>Distances are counted once per pair.</summary>
        public void RecordDistances(int anchor, AnchorRow row, double sign)
        {
            Terms.DistanceCount[anchor] = row.Positives;
            Terms.DistanceSum[anchor] = sign * row.PositiveTotal;
            Negatives.DistanceCount[anchor] = row.Negatives;
            Negatives.DistanceSum[anchor] = sign * row.NegativeTotal;
        }

        /// <summary>Distances are counted once per chosen triplet.</summary>
        public void RecordChosen(int anchor, AnchorRow row, double sign)
        {
            Terms.DistanceCount[anchor] = Negatives.DistanceCount[anchor] = row.Valid;
            Terms.DistanceSum[anchor] = sign * row.PositiveSum;
            Negatives.DistanceSum[anchor] = sign * row.NegativeSum;
        }

        public void Record(int anchor, AnchorRow row) => Record(anchor, row.Sum, row.Valid, row.Active, row.ActiveAboveEpsilon, row.Hard, row.SemiHard);

        public void Record(int anchor, ScannedRow row, long positives, long negatives)
        {
            Terms.DistanceCount[anchor] = positives;
            Terms.DistanceSum[anchor] = row.PositiveSum;
            Negatives.DistanceCount[anchor] = negatives;
            Negatives.DistanceSum[anchor] = row.NegativeSum;
            Record(anchor, row.Sum, row.Valid, row.Active, row.ActiveAboveEpsilon, row.Hard, row.SemiHard);
        }

        private void Record(int anchor, double sum, long valid, long active, long aboveEpsilon, long hard, long semiHard)
        {
            Terms.Sum[anchor] = sum;
            Terms.Valid[anchor] = valid;
            Terms.Active[anchor] = active;
            Terms.ActiveAboveEpsilon[anchor] = aboveEpsilon;
            Hard[anchor] = hard;
            SemiHard[anchor] = semiHard;
            ActiveSamples[anchor] = active > 0;
        }
    }
}
