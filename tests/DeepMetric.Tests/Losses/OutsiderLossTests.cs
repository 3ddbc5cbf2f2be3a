using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>A loss of somebody else's, written with what is public alone: it has every law of the losses here.</summary>
public sealed class OutsiderLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } = [new MeanGapLoss(0.5), new MeanGapLoss(0.2, new CosineSimilarity())];

    [Fact]
    public void Gives_its_formula_its_counts_and_its_terms()
    {
        using var scope = NewDisposeScope();

        // Anchor 0: mean positive distance 1, mean negative distance 4; anchor 2: 4 and 4.5, and so on; the last item has no positive.
        Tensor x = tensor(new double[,] { { 0 }, { 1 }, { 4 } });
        using LossResult result = new MeanGapLoss(3.5, new LpDistance(normalize: false)).Compute(x, tensor([0L, 0, 1]));
        Assert.Equal((0.5 + 1.5) / 2, result.Value.ToDouble(), 1e-12);
        Assert.Equal((2, 2), (result.Telemetry.ValidTerms, result.Telemetry.ActiveTerms));
    }

    /// <summary>Per anchor max(0, mean positive distance − mean negative distance + margin).</summary>
    private sealed class MeanGapLoss(double margin, Distance? distance = null) : RowLoss(distance ?? new LpDistance(), new MeanReducer(), null, 1)
    {
        protected override TermUnit Unit => TermUnit.Sample;

        protected override bool TermsReachZero => true;

        protected override long EntriesPerPair(PairMasks masks) => 2;

        protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
        {
            Tensor near = MaskedRows.Mean(distances, masks.Positive);
            Tensor far = MaskedRows.Mean(distances, masks.Negative);
            return (margin - Distance.Gap(near, far)).relu();
        }
    }
}
