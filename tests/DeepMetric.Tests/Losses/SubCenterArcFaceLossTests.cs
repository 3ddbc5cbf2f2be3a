using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SubCenterArcFaceLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new SubCenterArcFaceLoss(dimensions),
        dimensions => new SubCenterArcFaceLoss(dimensions, new() { Margin = 60, Scale = 6, SubCenters = 2 }),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        SubCenterArcFaceLossOptions options = ((SubCenterArcFaceLoss)loss).Options;
        double margin = options.Margin * Math.PI / 180;
        return batch.CrossEntropies((item, label) =>
        {
            double cosine = Enumerable.Range(label * batch.PerClass, batch.PerClass).Max(center => batch.Cosine(item, center));
            double angle = Math.Acos(cosine);
            double own = angle + margin <= Math.PI ? Math.Cos(angle + margin) : cosine - (margin * Math.Sin(margin));
            return options.Scale * (label == batch.Label(item) ? own : cosine);
        });
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new SubCenterArcFaceLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    [Fact]
    public void Outliers_are_far_from_the_center_that_most_of_their_class_are_near()
    {
        using var scope = NewDisposeScope();
        using var loss = new SubCenterArcFaceLoss(new LossDimensions(2, 3), new() { SubCenters = 2 });
        loss.Weights.Set("W", tensor(new float[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 1 }, { 0, 0, 1, 1 } }));
        Tensor x = tensor(new float[,] { { 1, 0.1f, 0 }, { 0, 2, 0 }, { 1, 0, 0 }, { 0, 0, 1 }, { 0.2f, 1, 0 }, { 1, 1, 0 } });
        SubCenterOutliers found = loss.FindOutliers(x, tensor((long[])[0, 0, 0, 1, -1, 0]));
        Assert.Equal([1], found.Outliers);
        Assert.Equal([0, 1], found.DominantCenters.Keys);
        Assert.Equal([1.0, 0, 0], found.DominantCenters[0]);
        Assert.Equal([0.0, 0, 1], found.DominantCenters[1]);
        Assert.Equal([1, 5], loss.FindOutliers(x, tensor((long[])[0, 0, 0, 1, -1, 0]), threshold: 40).Outliers);
    }

    [Fact]
    public void One_sub_center_is_ArcFace()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(8, 5, 3);
        Tensor y = arange(8).remainder(4);
        var dimensions = new LossDimensions(4, 5) { Seed = 5 };
        Assert.Equal(Value(new ArcFaceLoss(dimensions), x, y), Value(new SubCenterArcFaceLoss(dimensions, new() { SubCenters = 1 }), x, y), 1e-9);
    }
}
