using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class CenterContrastiveLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new CenterContrastiveLoss(dimensions),
        dimensions => new CenterContrastiveLoss(dimensions, new() { Scale = 5, Margin = 0.2, CenterWeight = 0.3 }),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        CenterContrastiveLossOptions options = ((CenterContrastiveLoss)loss).Options;
        double[] contrasts = batch.CrossEntropies((item, label) => options.Scale * (batch.Cosine(item, label) - (label == batch.Label(item) ? options.Margin : 0)));
        return [.. batch.Items.Select(item => contrasts[item] + (options.CenterWeight * Math.Pow(batch.Chord(item, batch.Label(item)), 2)))];
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new CenterContrastiveLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };
}
