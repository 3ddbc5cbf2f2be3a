using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class CosFaceLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new CosFaceLoss(dimensions),
        dimensions => new CosFaceLoss(dimensions, new() { Margin = 0.1, Scale = 8 }),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        CosFaceLossOptions options = ((CosFaceLoss)loss).Options;
        return batch.CrossEntropies((item, label) => options.Scale * (batch.Cosine(item, label) - (label == batch.Label(item) ? options.Margin : 0)));
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new CosFaceLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };
}
