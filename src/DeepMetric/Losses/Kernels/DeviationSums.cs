using DeepMetric.Distances;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The squared hinges of pairs around the mean of their side, summed per anchor, some anchors at a time.</summary>
/// <remarks>
/// With c the factor, μ the mean and h the hinge, the sum of anchor i is S_i(d, μ) = Σ_j h_ij². Rows give its value and its gradient with μ held fixed; what flows
/// through μ is (μ − its value) ∂S_i/∂μ, which is 0 and has the right gradient.
/// </remarks>
internal static class DeviationSums
{
    /// <summary>Computes both sides, <c>positive</c> and <c>negative</c>.</summary>
    public static LossOutput Compute(
        EmbeddingBatch batch, Func<EmbeddingBatch, PairMasks> pairsOf, Distance distance, int rowsPerPart, DeviationBound positive, DeviationBound negative)
    {
        PairMasks masks = pairsOf(batch);
        Tensor[] chosen = [masks.Positive, masks.Negative];
        DeviationBound[] bounds = [positive, negative];
        Tensor counts = stack([.. chosen.Select(mask => mask.sum(1))], 1);
        RowWork Work(Func<Tensor, PairMasks, Tensor> rows) => new(batch, pairsOf, distance, rowsPerPart, rows, SidesOf);

        Tensor sums = Work((distances, of) => stack([MaskedRows.Sum(distances, of.Positive), MaskedRows.Sum(distances, of.Negative)], 1)).Compute(masks).reshape(-1, 2);
        Tensor means = sums.sum(0L) / counts.sum(0L).clamp_min(Scalars.Of(1)).to(sums.dtype);
        double[] fixedMeans = [.. means.detach().to(ScalarType.Float64).cpu().data<double>()];
        Tensor Hinge(Tensor distances, Tensor mask, int side) => MaskedRows.Fill(bounds[side].Excess(distances, fixedMeans[side]), mask, 0).relu();
        Tensor Squares(Tensor distances, Tensor mask, int side)
        {
            Tensor hinge = Hinge(distances, mask, side);
            return (hinge * hinge).sum(1);
        }

        Tensor values = Work((distances, of) => stack([Squares(distances, of.Positive, 0), Squares(distances, of.Negative, 1)], 1)).Compute(masks).reshape(-1, 2);
        var facts = new Facts(batch, [.. bounds.Select(bound => bound.SlopeByMean)]);
        facts.Gather(Work((distances, _) => distances), masks, Hinge);
        Tensor through = means.Minus(means.detach()).unsqueeze(0) * tensor(facts.Slopes, [batch.Count, 2], values.dtype, values.device);
        Tensor exact = values.Plus(through);
        long[] Valid(int side) => [.. counts.select(1, side).cpu().contiguous().data<long>()];
        long[][] valid = [Valid(0), Valid(1)];
        double? Mean(int side) => valid[side].Sum() == 0 ? null : fixedMeans[side];
        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Pair,
            ValidTerms = valid[0].Sum() + valid[1].Sum(),
            ActiveTerms = facts.Active[0].Sum() + facts.Active[1].Sum(),
            ActiveTermsAboveEpsilon = facts.AboveEpsilon,
            SumOfTerms = values.detach().to(ScalarType.Float64).sum().ToNumber(),
            Pairs = new PairCounts(valid[0].Sum(), facts.Active[0].Sum(), valid[1].Sum(), facts.Active[1].Sum()),
            MeanPositiveDistance = Mean(0),
            MeanNegativeDistance = Mean(1),
            ActiveSamples = facts.ActiveSamples,
        };
        return new LossOutput(
            [
                new LossTerms.Aggregated("positive", exact.select(1, 0), facts.Active[0], valid[0]),
                new LossTerms.Aggregated("negative", exact.select(1, 1), facts.Active[1], valid[1]),
            ],
            telemetry);
    }

    private static Tensor SidesOf(PairMasks masks) => ones([masks.Anchors.shape[0], 2], ScalarType.Bool, masks.Anchors.device);

    /// <summary>What is counted of the terms.</summary>
    private sealed class Facts(EmbeddingBatch batch, double[] slopesByMean)
    {
        /// <summary>∂S/∂μ of each anchor and side, <c>[n, 2]</c>.</summary>
        public double[] Slopes { get; } = new double[2 * batch.Count];

        /// <summary>Terms above 0, per side and anchor.</summary>
        public long[][] Active { get; } = [new long[batch.Count], new long[batch.Count]];

        /// <summary>Items of a term above 0.</summary>
        public bool[] ActiveSamples { get; } = new bool[batch.Count];

        /// <summary>Terms above the epsilon of telemetry.</summary>
        public long AboveEpsilon { get; private set; }

        public void Gather(RowWork work, PairMasks masks, Func<Tensor, Tensor, int, Tensor> hinge)
        {
            using var guard = no_grad();
            foreach ((int first, int count) in work.Parts())
            {
                using var scope = NewDisposeScope();
                Tensor distances = work.IsWhole ? batch.DistancesBy(work.Distance) : work.Distance.Matrix(batch.Embeddings.narrow(0, first, count), batch.Reference);
                PairMasks part = masks.Slice(first, count);
                Side(0, first, hinge(distances, part.Positive, 0));
                Side(1, first, hinge(distances, part.Negative, 1));
            }
        }

        private void Side(int side, int first, Tensor hinge)
        {
            Tensor terms = hinge * hinge;
            Tensor active = terms > Scalars.Of(0);
            AboveEpsilon += (terms > Scalars.Of(LossTelemetry.Epsilon)).sum().item<long>();
            double[] sums = [.. hinge.sum(1).to(ScalarType.Float64).cpu().data<double>()];
            long[] counts = [.. active.sum(1).cpu().data<long>()];
            for (int row = 0; row < sums.Length; row++)
            {
                Slopes[(2 * (first + row)) + side] = 2 * slopesByMean[side] * sums[row];
                Active[side][first + row] = counts[row];
                ActiveSamples[first + row] |= counts[row] > 0;
            }

            bool[] others = batch.HasReference ? [] : [.. active.any(0).cpu().data<bool>()];
            for (int item = 0; item < others.Length; item++)
            {
                ActiveSamples[item] |= others[item];
            }
        }
    }
}
