using CsCheck;
using DeepMetric.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

public sealed class PoolingTests
{
    private static readonly Gen<(float[] Values, int Places, double Power)> Maps =
        Gen.Select(Gen.Int[1, 5], Gen.Double[0.5, 6]).SelectMany((side, power) => Gen.Float[-1, 3].Array[2 * 3 * side * side].Select(values => (values, side, power)));

    [Fact]
    public void The_generalised_mean_equals_loops_in_double() => Maps.Sample(
        map =>
        {
            using var scope = NewDisposeScope();
            using var pooling = new GeneralizedMeanPooling(map.Power, 1e-3);
            int places = map.Places * map.Places;
            double[] expected = [.. map.Values.Chunk(places).Select(channel => Math.Pow(channel.Average(value => Math.Pow(Math.Max(value, 1e-3), (float)map.Power)), 1 / map.Power))];
            float[] found = pooling.call(tensor(map.Values, 2, 3, map.Places, map.Places)).data<float>().ToArray();
            Assert.Equal(6, found.Length);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * Math.Max(1, pair.First)));
        },
        threads: 1,
        iter: 200);

    [Fact]
    public void A_power_of_1_is_the_mean_and_a_large_one_nearly_the_maximum()
    {
        using var scope = NewDisposeScope();
        Tensor map = rand(3, 5, 4, 6) + 0.1;
        using var one = new GeneralizedMeanPooling(1);
        using var large = new GeneralizedMeanPooling(60);
        using var average = new AveragePooling();
        Tensor mean = map.mean([2, 3]);
        Tensor largest = map.amax([2, 3]);
        Assert.True(one.call(map).allclose(mean, 1e-5));
        Assert.True(average.call(map).allclose(mean, 1e-5));

        // The mean of 24 powers is between the largest and a 24th of it.
        Assert.True((large.call(map) <= largest * 1.0001).all().ToBoolean());
        Assert.True((large.call(map) >= largest * Math.Pow(1.0 / 24, 1.0 / 60) * 0.9999).all().ToBoolean());
        Assert.False(mean.allclose(largest, 0.1));
    }

    [Fact]
    public void The_gradient_of_the_power_is_that_of_differences()
    {
        using var scope = NewDisposeScope();
        using var pooling = new GeneralizedMeanPooling(3);
        pooling.to(ScalarType.Float64);
        Tensor map = rand(2, 3, 4, 4, ScalarType.Float64);
        var p = pooling.get_parameter("p")!;
        pooling.call(map).sum().backward();
        double gradient = p.grad!.ToDouble();
        Assert.Equal((Sum(3 + 1e-5) - Sum(3 - 1e-5)) / 2e-5, gradient, 1e-6);
        Assert.True(Math.Abs(gradient) > 1e-3);

        double Sum(double power)
        {
            using var guard = no_grad();
            p.fill_(power);
            return pooling.call(map).sum().ToDouble();
        }
    }

    [Fact]
    public void Only_feature_maps_are_pooled()
    {
        using var scope = NewDisposeScope();
        using var pooling = new AveragePooling();
        Assert.Contains("found [2, 3]", Assert.Throws<ArgumentException>(() => pooling.call(zeros(2, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedMeanPooling(0));
    }
}
