using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class DynamicArcFaceLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new DynamicArcFaceLoss(dimensions with { ClassSizes = [.. ((long[])[1, 16, 81, 10000]).Take(dimensions.Classes)] }, new() { Scale = 8, SubCenters = 2, LargestMargin = 1.2 }),
        dimensions => new DynamicArcFaceLoss(dimensions),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        var dynamic = (DynamicArcFaceLoss)loss;
        return batch.CrossEntropies((item, label) =>
        {
            double cosine = Enumerable.Range(label * batch.PerClass, batch.PerClass).Max(center => batch.Cosine(item, center));
            double angle = Math.Acos(cosine);
            double margin = dynamic.ClassMargins[label];
            double own = angle + margin <= Math.PI ? Math.Cos(angle + margin) : cosine - (margin * Math.Sin(margin));
            return dynamic.Options.Scale * (label == batch.Label(item) ? own : cosine);
        });
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new DynamicArcFaceLoss(loss.Dimensions, ((DynamicArcFaceLoss)loss).Options) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    [Fact]
    public void Margins_fall_with_the_size_of_a_class_between_the_bounds()
    {
        using var loss = new DynamicArcFaceLoss(new LossDimensions(4, 2) { ClassSizes = [16, 1, 81, 10000] });

        // n^(−1/4) is 1/2, 1, 1/3 and 1/10: a = 0.45 / 0.9 = 0.5 and b = 0.
        Assert.All(loss.ClassMargins.Zip((double[])[0.25, 0.5, 0.5 / 3, 0.05]), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        using var equal = new DynamicArcFaceLoss(new LossDimensions(3, 2) { ClassSizes = [7, 7, 7] });
        using var unknown = new DynamicArcFaceLoss(new LossDimensions(3, 2));
        Assert.Equal([0.5, 0.5, 0.5], equal.ClassMargins);
        Assert.Equal([0.5, 0.5, 0.5], unknown.ClassMargins);
    }

    [Fact]
    public void Sizes_and_bounds_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DynamicArcFaceLoss(new LossDimensions(3, 2) { ClassSizes = [7, 7] }));
        Assert.Throws<ArgumentException>(() => new DynamicArcFaceLoss(new LossDimensions(2, 2) { ClassSizes = [7, 0] }));
        Assert.Throws<ValidationException>(() => new DynamicArcFaceLoss(new LossDimensions(2, 2), new() { SmallestMargin = 0.6 }));
    }
}
