using CsCheck;
using DeepMetric.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Diagnostics;

public sealed class SampleGradientsTests
{
    // z = (2, 0): of (3, 4), 4 is tangent. z = (1, 1): of (3, 1), the radial part is (2, 2), the tangent one (1, -1). z = 0: all counts.
    [Fact]
    public void Gives_the_numbers_worked_by_hand()
    {
        double[] found = SampleGradients.TangentNorms([2f, 0, 1, 1, 0, 0], [3f, 4, 3, 1, 3, 4], 3, 2);
        Assert.Equal(4, found[0], 1e-12);
        Assert.Equal(Math.Sqrt(2), found[1], 1e-12);
        Assert.Equal(5, found[2], 1e-12);
    }

    [Fact]
    public void Equals_the_norm_of_the_projected_gradient()
    {
        int shorter = 0;
        EmbeddingSets.Random.Sample(set =>
        {
            float[] z = [.. set.Values.Select(value => (float)value)];
            float[] g = [.. set.Shuffled(5).Values.Select(value => (float)(value * value))];
            double[] found = SampleGradients.TangentNorms(z, g, set.Count, set.Dimension);
            return Enumerable.Range(0, set.Count).All(i =>
            {
                double[] own = [.. z.Skip(i * set.Dimension).Take(set.Dimension).Select(value => (double)value)];
                double[] gradient = [.. g.Skip(i * set.Dimension).Take(set.Dimension).Select(value => (double)value)];
                double squared = own.Sum(value => value * value);
                double along = squared == 0 ? 0 : own.Zip(gradient, (a, b) => a * b).Sum() / squared;
                double expected = Math.Sqrt(own.Zip(gradient, (a, b) => Math.Pow(b - (along * a), 2)).Sum());
                double whole = Math.Sqrt(gradient.Sum(value => value * value));
                shorter += found[i] < 0.9 * whole ? 1 : 0;
                return Math.Abs(expected - found[i]) < 1e-6 && found[i] <= whole + 1e-9;
            });
        }, threads: 1);
        Assert.True(shorter > 100, $"{shorter} gradients had a radial part");
    }

    [Fact]
    public void Tensors_of_any_layout_give_the_same_and_none_stays_behind()
    {
        using var scope = NewDisposeScope();
        Tensor z = tensor(new float[] { 2, 1, 0, 0, 1, 0 }).reshape(2, 3).t();
        Tensor g = tensor(new double[] { 3, 4, 3, 1, 3, 4 }).reshape(3, 2);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        double[] found = SampleGradients.TangentNorms(z, g);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(SampleGradients.TangentNorms([2f, 0, 1, 1, 0, 0], [3f, 4, 3, 1, 3, 4], 3, 2), found);
    }

    [Fact]
    public void Says_what_is_wrong_with_its_input()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("[2, 3] and [3, 2]", Assert.Throws<ArgumentException>(() => SampleGradients.TangentNorms(zeros(2, 3), zeros(3, 2))).Message);
        Assert.Contains("2 x 3 values", Assert.Throws<ArgumentException>(() => SampleGradients.TangentNorms(new float[6], new float[5], 2, 3)).Message);
    }
}
