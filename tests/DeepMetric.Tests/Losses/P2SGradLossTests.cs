using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class P2SGradLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new P2SGradLoss(dimensions),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        return [.. batch.Items.Select(item => batch.AllClasses.Average(label =>
            Math.Pow((NaiveClasses.Dot(batch.X(item), batch.Centers[label]) / batch.Norm(item)) - (label == batch.Label(item) ? 1 : 0), 2)))];
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new P2SGradLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    protected override bool WeightGradientIsExact => false;

    protected override bool TakesTuples => false;

    [Fact]
    public void The_gradient_of_the_weights_across_them_equals_finite_differences()
    {
        const double step = 1e-5;
        using var scope = NewDisposeScope();
        using var loss = new P2SGradLoss(new LossDimensions(4, 5) { Seed = 3 });
        Tensor x = Random(9, 5, 21);
        Tensor y = arange(9).remainder(3);
        double[,] gradient = WeightGradient(loss, x, y);
        (string name, double[,] weights) = NaiveClasses.WeightsOf(loss);
        int compared = 0;
        for (int j = 0; j < 4; j++)
        {
            double along = Enumerable.Range(0, 5).Sum(k => weights[k, j] * gradient[k, j]);
            for (int i = 0; i < 5; i++)
            {
                double original = weights[i, j];
                double At(double offset)
                {
                    weights[i, j] = original + offset;
                    using Tensor moved = tensor(weights);
                    using Tensor scaled = moved / moved.norm(0);
                    loss.Weights.Set(name, scaled);
                    return Value(loss, x, y);
                }

                double slope = (At(step) - At(-step)) / (2 * step);
                weights[i, j] = original;
                Assert.Equal(gradient[i, j] - (along * original), slope, 1e-5);
                compared += Math.Abs(slope) > 1e-3 ? 1 : 0;
            }
        }

        Assert.True(compared > 10, $"only {compared} weights had a gradient");
    }

    [Fact]
    public void Every_call_scales_the_weights_to_norm_1_and_earlier_results_stay_differentiable()
    {
        using var scope = NewDisposeScope();
        using var loss = new P2SGradLoss(new LossDimensions(3, 4));
        Tensor x = Random(6, 4, 1).requires_grad_();
        Tensor y = arange(6).remainder(3);
        LossResult first = loss.Compute(x, y);
        using (no_grad())
        {
            loss.Weights.Learned["weight"].mul_(3);
        }

        LossResult second = loss.Compute(x, y);
        Assert.All(loss.Weights.Learned["weight"].norm(0).data<float>().ToArray(), norm => Assert.Equal(1, norm, 1e-5));
        Assert.Equal(first.Value.ToDouble(), second.Value.ToDouble(), 1e-5);
        first.Value.backward();
        Assert.True(x.grad!.abs().sum().ToDouble() > 0);
    }
}
