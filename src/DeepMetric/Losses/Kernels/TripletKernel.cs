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
        Work computed;
        using (no_grad())
        {
            using Tensor distances = input.Distances.detach().cpu().contiguous();
            using Tensor local = empty_like(distances);
            computed = distances.dtype == ScalarType.Float64
                ? Compute<double>(distances, local, input, options, isSimilarity, chosen)
                : Compute<float>(distances, local, input, options, isSimilarity, chosen);
            weights = local.to(input.Distances.device).alias();
        }

        using Work work = computed;
        AnchorCounts terms = work.Terms.Total();
        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Triplet,
            ValidTerms = terms.Valid,
            ActiveTerms = terms.Active,
            ActiveTermsAboveEpsilon = terms.ActiveAboveEpsilon,
            SumOfTerms = terms.Sum,
            Triplets = new TripletCounts(terms.Hard, terms.SemiHard, terms.Valid - terms.Hard - terms.SemiHard),
            MeanPositiveDistance = terms.MeanDistance,
            MeanNegativeDistance = work.Negatives.Total().MeanDistance,
            ActiveSamples = work.ActiveSamples,
        };
        using Tensor sums = work.Terms.Sums(input.Distances.dtype, input.Distances.device);
        return new LossOutput([new LossTerms.Aggregated("loss", input.Distances, weights, sums, work.Terms.Terms())], telemetry);
    }

    private static Work Compute<T>(Tensor distances, Tensor weights, LossInput input, TripletMarginLossOptions options, bool isSimilarity, MinedTriplets? chosen)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EmbeddingBatch batch = input.Batch;
        int n = batch.Count;
        int m = batch.ReferenceCount;
        using var classes = new RowClasses(batch, input.IgnoredLabel);
        double sign = isSimilarity ? -1 : 1;
        var work = new Work(new AnchorTally(n), new AnchorTally(n), new bool[n]);
        T* d = DenseMemory.Pointer<T>(distances);
        T* w = DenseMemory.Pointer<T>(weights);
        bool isFloat = typeof(T) == typeof(float);
        bool mayScan = isFloat && !options.Smooth && !options.Swap;
        long perRow = options.Swap || options.Smooth ? (long)m * m / 4 : 16L * m;
        RowParallel.For(n, perRow, () => new Buffers(m, isFloat), (i, buffers) =>
        {
            if (classes.OfAnchors[i] == RowClasses.Ignored)
            {
                new Span<T>(w + ((long)i * m), m).Clear();
                return;
            }

            if (mayScan && chosen is { Hardest: true })
            {
                ScannedRow fast = buffers.Scanned;
                if (fast.TryComputeHardest((float*)d + ((long)i * m), m, (float)sign, classes, i, options.Margin, (float*)w + ((long)i * m)))
                {
                    work.Record(i, fast, fast.Valid, fast.Valid);
                    return;
                }
            }

            if (mayScan && chosen is null && classes.PositivesOf(i) <= ScannedRow.FewPositives)
            {
                ScannedRow fast = buffers.Scanned;
                if (fast.TryCompute((float*)d + ((long)i * m), m, (float)sign, classes, i, options.Margin, (float*)w + ((long)i * m)))
                {
                    work.Record(i, fast, classes.PositivesOf(i), classes.NegativesOf(i));
                    return;
                }
            }

            AnchorRow row = buffers.Sorted;
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

    /// <summary>What a thread computes rows in, made when it is first needed.</summary>
    private sealed class Buffers(int others, bool ofFloats) : IDisposable
    {
        private AnchorRow? _sorted;
        private ScannedRow? _scanned;

        public AnchorRow Sorted => _sorted ??= new AnchorRow(others, ofFloats);

        public ScannedRow Scanned => _scanned ??= new ScannedRow(others);

        public void Dispose()
        {
            _sorted?.Dispose();
            _scanned?.Dispose();
        }
    }

    private sealed record Work(AnchorTally Terms, AnchorTally Negatives, bool[] ActiveSamples) : IDisposable
    {
        public void Dispose()
        {
            Terms.Dispose();
            Negatives.Dispose();
        }

        /// <summary>Distances are counted once per pair.</summary>
        public void RecordDistances(int anchor, AnchorRow row, double sign)
        {
            Terms[anchor].DistanceCount = row.Positives;
            Terms[anchor].DistanceSum = sign * row.PositiveTotal;
            Negatives[anchor].DistanceCount = row.Negatives;
            Negatives[anchor].DistanceSum = sign * row.NegativeTotal;
        }

        /// <summary>Distances are counted once per chosen triplet.</summary>
        public void RecordChosen(int anchor, AnchorRow row, double sign)
        {
            Terms[anchor].DistanceCount = Negatives[anchor].DistanceCount = row.Valid;
            Terms[anchor].DistanceSum = sign * row.PositiveSum;
            Negatives[anchor].DistanceSum = sign * row.NegativeSum;
        }

        public void Record(int anchor, AnchorRow row) => Record(anchor, row.Sum, row.Valid, row.Active, row.ActiveAboveEpsilon, row.Hard, row.SemiHard);

        public void Record(int anchor, ScannedRow row, long positives, long negatives)
        {
            Terms[anchor].DistanceCount = positives;
            Terms[anchor].DistanceSum = row.PositiveSum;
            Negatives[anchor].DistanceCount = negatives;
            Negatives[anchor].DistanceSum = row.NegativeSum;
            Record(anchor, row.Sum, row.Valid, row.Active, row.ActiveAboveEpsilon, row.Hard, row.SemiHard);
        }

        private void Record(int anchor, double sum, long valid, long active, long aboveEpsilon, long hard, long semiHard)
        {
            ref AnchorCounts counts = ref Terms[anchor];
            counts.Sum = sum;
            counts.Valid = valid;
            counts.Active = active;
            counts.ActiveAboveEpsilon = aboveEpsilon;
            counts.Hard = hard;
            counts.SemiHard = semiHard;
            ActiveSamples[anchor] = active > 0;
        }
    }
}
