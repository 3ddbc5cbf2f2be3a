using DeepMetric.Distances;
using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class SoftTripleLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new SoftTripleLoss(dimensions),
        dimensions => new SoftTripleLoss(dimensions, new() { CentersPerClass = 2, Scale = 6, Gamma = 0.5, Margin = 0.2 }, new DotProductSimilarity()),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        SoftTripleLossOptions options = ((SoftTripleLoss)loss).Options;
        return batch.CrossEntropies((item, label) =>
        {
            double[] similarities = [.. Enumerable.Range(label * batch.PerClass, batch.PerClass).Select(center => loss.Distance is CosineSimilarity
                ? batch.Cosine(item, center)
                : NaiveClasses.Dot(batch.X(item), batch.Centers[center]))];
            double total = similarities.Sum(similarity => Math.Exp(similarity / options.Gamma));
            double soft = similarities.Sum(similarity => similarity * Math.Exp(similarity / options.Gamma) / total);
            return options.Scale * (soft - (label == batch.Label(item) ? options.Margin : 0));
        });
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new SoftTripleLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    [Fact]
    public void A_distance_that_is_no_similarity_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SoftTripleLoss(new LossDimensions(2, 2), distance: new LpDistance()));
}
