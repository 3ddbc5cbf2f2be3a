using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class ArcFaceLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new ArcFaceLoss(dimensions),
        dimensions => new ArcFaceLoss(dimensions, new() { Margin = 70, Scale = 8 }),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        ArcFaceLossOptions options = ((ArcFaceLoss)loss).Options;
        double margin = options.Margin * Math.PI / 180;
        double Logit(int item, int label)
        {
            double angle = Math.Acos(batch.Cosine(item, label));
            return options.Scale * (label != batch.Label(item) ? Math.Cos(angle)
                : angle + margin <= Math.PI ? Math.Cos(angle + margin)
                : Math.Cos(angle) - (margin * Math.Sin(margin)));
        }

        return [.. batch.Items.Select(item => NaiveClasses.CrossEntropy(batch.AllClasses.Select(label => Logit(item, label)), batch.Label(item)))];
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new ArcFaceLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    [Fact]
    public void An_embedding_on_its_class_or_opposite_to_it_has_a_finite_gradient()
    {
        using var scope = NewDisposeScope();
        using var loss = new ArcFaceLoss(new LossDimensions(3, 4));
        loss.Weights.Set("W", eye(4, 3));
        var x = tensor(new float[,] { { 1, 0, 0, 0 }, { -1, 0, 0, 0 }, { 0, 0, 0, 0 } }).requires_grad_();
        LossResult result = loss.Compute(x, tensor((long[])[0, 0, 1]));
        result.Value.backward();
        Assert.True(double.IsFinite(result.Value.ToDouble()));
        Assert.True(x.grad!.isfinite().all().item<bool>());
        Assert.True(loss.Weights.Learned["W"].grad!.isfinite().all().item<bool>());
    }
}
