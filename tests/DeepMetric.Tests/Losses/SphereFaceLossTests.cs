using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class SphereFaceLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new SphereFaceLoss(dimensions),
        dimensions => new SphereFaceLoss(dimensions, new() { Margin = 3, Scale = 5 }),
        dimensions => new SphereFaceLoss(dimensions, new() { Margin = 1 }),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        SphereFaceLossOptions options = ((SphereFaceLoss)loss).Options;
        return batch.CrossEntropies((item, label) =>
        {
            double angle = Math.Acos(batch.Cosine(item, label));
            double k = Math.Floor(angle * options.Margin / Math.PI);
            double own = ((k % 2 == 0 ? 1 : -1) * Math.Cos(options.Margin * angle)) - (2 * k);
            return batch.Norm(item) * options.Scale * (label == batch.Label(item) ? own : Math.Cos(angle));
        });
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new SphereFaceLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };
}
