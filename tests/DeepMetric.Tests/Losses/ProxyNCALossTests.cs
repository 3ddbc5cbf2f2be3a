using DeepMetric.Distances;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class ProxyNCALossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new ProxyNCALoss(dimensions),
        dimensions => new ProxyNCALoss(dimensions, new() { Scale = 6 }, new CosineSimilarity()),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        ProxyNCALossOptions options = ((ProxyNCALoss)loss).Options;
        return batch.CrossEntropies((item, label) =>
            options.Scale * (loss.Distance.IsSimilarity ? batch.Cosine(item, label) : -Math.Pow(batch.Chord(item, label), 2)));
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new ProxyNCALoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    /// <summary>Items 0 and 1 are anchors, twice and once; nothing else counts.</summary>
    private protected override void CheckTuples(double[] plain, double[] weighted, double[] weights, LossTelemetry telemetry)
    {
        Assert.All(plain.Zip((double[])[1, 0.5, 0, 0, 0, 0], weighted), term => Assert.Equal(term.First * term.Second, term.Third, 1e-5));
        Assert.Equal([true, true, false, false, false, false], telemetry.ActiveSamples);
    }

    [Fact]
    public void Distances_far_apart_do_not_underflow()
    {
        using var scope = NewDisposeScope();
        using var loss = new ProxyNCALoss(new LossDimensions(2, 2), new() { Scale = 10 }, new LpDistance(power: 2, normalize: false));
        loss.Weights.Set("proxies", tensor(new float[,] { { 100, 0 }, { 0, 0 } }));
        Tensor x = zeros(1, 2).requires_grad_();
        LossResult result = loss.Compute(x, tensor((long[])[0]));
        result.Value.backward();
        Assert.Equal(1e5, result.Value.ToDouble(), 1.0);
        Assert.Equal(-2000, x.grad![0, 0].ToDouble(), 1e-3);
    }
}
