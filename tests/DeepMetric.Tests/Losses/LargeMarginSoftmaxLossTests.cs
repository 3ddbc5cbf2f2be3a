using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class LargeMarginSoftmaxLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new LargeMarginSoftmaxLoss(dimensions),
        dimensions => new LargeMarginSoftmaxLoss(dimensions, new() { Margin = 3, Scale = 5 }),
        dimensions => new LargeMarginSoftmaxLoss(dimensions, new() { Margin = 1 }),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        LargeMarginSoftmaxLossOptions options = ((LargeMarginSoftmaxLoss)loss).Options;
        return batch.CrossEntropies((item, label) =>
        {
            double angle = Math.Acos(batch.Cosine(item, label));
            double k = Math.Floor(angle * options.Margin / Math.PI);
            double own = ((k % 2 == 0 ? 1 : -1) * Math.Cos(options.Margin * angle)) - (2 * k);
            return batch.Norm(item) * batch.CenterNorm(label) * options.Scale * (label == batch.Label(item) ? own : Math.Cos(angle));
        });
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new LargeMarginSoftmaxLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };
}
