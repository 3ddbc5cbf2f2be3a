using DeepMetric.Distances;
using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class NormalizedSoftmaxLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new NormalizedSoftmaxLoss(dimensions),
        dimensions => new NormalizedSoftmaxLoss(dimensions, new() { Temperature = 0.4 }, new LpDistance()),
        dimensions => new NormalizedSoftmaxLoss(dimensions, new() { Temperature = 0.4 }, new DotProductSimilarity()),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        NormalizedSoftmaxLossOptions options = ((NormalizedSoftmaxLoss)loss).Options;
        return batch.CrossEntropies((item, label) => loss.Distance switch
        {
            LpDistance => -batch.Chord(item, label),
            DotProductSimilarity { Normalize: false } => batch.Norm(item) * batch.Cosine(item, label),
            _ => batch.Cosine(item, label),
        } / options.Temperature);
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new NormalizedSoftmaxLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };
}
