using DeepMetric.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = DeepMetric.Training.Adam;

namespace DeepMetric.Tests.Training;

public sealed class AdamTests
{
    private const int Steps = 40;
    private const double Rate = 0.01;

    [Theory]
    [InlineData(1, ScalarType.Float32)]
    [InlineData(15, ScalarType.Float32)]
    [InlineData(37, ScalarType.Float32)]
    [InlineData(200_003, ScalarType.Float32)]
    [InlineData(37, ScalarType.Float64)]
    public void It_moves_weights_as_its_formula_says(int count, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        (double bound, double decay) = (0.5, 1 - (Rate * 0.1));
        Parameter parameter = nn.Parameter(randn(count, dtype, generator: new Generator(1)));
        using var adam = new Adam(parameter);
        double[] weights = Values(parameter);
        var (first, second) = (new double[count], new double[count]);
        for (int step = 1; step <= Steps; step++)
        {
            Tensor gradient = randn(count, dtype, generator: new Generator((ulong)step + 10));
            parameter.grad = gradient;
            using (no_grad())
            {
                adam.Step(new AdamRates(step, Rate, bound, decay));
            }

            double[] g = Values(gradient);
            for (int i = 0; i < count; i++)
            {
                first[i] = (0.9 * first[i]) + (0.1 * bound * g[i]);
                second[i] = (0.999 * second[i]) + (0.001 * bound * bound * g[i] * g[i]);
                weights[i] = (decay * weights[i]) - (Rate * first[i] / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step))) + 1e-8));
            }
        }

        double[] found = Values(parameter);
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(weights[i], found[i], 1e-5));
    }

    [Fact]
    public void It_moves_weights_as_TorchSharps_Adam_does()
    {
        using var scope = NewDisposeScope();
        Tensor start = randn(33, 7, generator: new Generator(1));
        (Parameter ours, Parameter theirs) = (nn.Parameter(start.clone()), nn.Parameter(start.clone()));
        using var adam = new Adam(ours);
        using TorchSharp.Modules.Adam reference = optim.Adam([theirs], Rate);
        for (int step = 1; step <= Steps; step++)
        {
            Tensor gradient = randn(33, 7, generator: new Generator((ulong)step + 10));
            (ours.grad, theirs.grad) = (gradient, gradient);
            reference.step();
            using (no_grad())
            {
                adam.Step(new AdamRates(step, Rate, 1, 1));
            }
        }

        Assert.True((ours - theirs).abs().max().item<float>() < 2e-6);
        Assert.True((ours - start).abs().max().item<float>() > 0.01);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Memory_in_another_order_gives_the_same_weights(bool gradientToo)
    {
        using var scope = NewDisposeScope();
        Tensor start = randn(5, 9, generator: new Generator(1));
        Tensor gradient = randn(5, 9, generator: new Generator(2));
        (Parameter straight, Parameter across) = (nn.Parameter(start.clone()), nn.Parameter(start.t().contiguous().t()));
        (straight.grad, across.grad) = (gradient, gradientToo ? gradient.t().contiguous().t() : gradient);
        Assert.False(across.is_contiguous());
        using Adam one = new(straight), other = new(across);
        using (no_grad())
        {
            one.Step(new AdamRates(1, Rate, 1, 1));
            other.Step(new AdamRates(1, Rate, 1, 1));
        }

        Assert.True((straight - across).abs().max().item<float>() < 1e-7);
    }

    [Fact]
    public void A_parameter_without_a_gradient_only_decays()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = nn.Parameter(ones(3));
        using var adam = new Adam(parameter);
        using (no_grad())
        {
            adam.Step(new AdamRates(1, Rate, 1, 0.5));
        }

        Assert.Equal([0.5, 0.5, 0.5], Values(parameter));
        Assert.Equal(0, adam.First.abs().sum().item<float>());
    }

    private static double[] Values(Tensor tensor) => [.. tensor.detach().to(ScalarType.Float64).data<double>()];
}
