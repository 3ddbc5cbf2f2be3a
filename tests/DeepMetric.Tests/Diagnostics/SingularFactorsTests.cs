using CsCheck;
using DeepMetric.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Diagnostics;

public sealed class SingularFactorsTests
{
    [Fact]
    public void Values_equal_those_of_lapack() => EmbeddingSets.Random.Sample(set => IsLapacks(set), threads: 1);

    [Theory]
    [InlineData(255, 13)]
    [InlineData(256, 64)]
    [InlineData(1000, 33)]
    [InlineData(40, 90)]
    public void Values_equal_those_of_lapack_over_several_blocks(int count, int dimension) =>
        Assert.True(IsLapacks(EmbeddingSets.Clusters(count, dimension, 5, 3)));

    // Singular values 1, 1e-3, 1e-6, … of a diagonal whose rows are rotated: a Gram matrix would lose all below 1e-8.
    [Fact]
    public void Small_values_keep_their_digits()
    {
        double[] values = new double[25];
        for (int k = 0; k < 5; k++)
        {
            values[(k * 5) + k] = Math.Pow(10, -3 * k);
        }

        double[] found = SingularFactors.Of(EmbeddingRows.From(new EmbeddingSet(values, 5, new int[5]).Rotated().Values, 5)).Values;
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(1, found[k] * Math.Pow(10, 3 * k), 1e-6);
        }
    }

    // Fewer rows than numbers: each column that depends on those before it leaves a remain of a remain, down to 1e-320 and below.
    [Fact]
    public void Rows_fewer_than_their_numbers_give_numbers()
    {
        double[] first = [.. Enumerable.Range(0, 128).Select(k => Math.Sin(k + 1))];
        double[] second = [.. Enumerable.Range(0, 128).Select(k => Math.Cos(3 * k))];
        double[] values = [.. first, .. second, .. first.Select(value => 0.1 * value), .. first.Zip(second, (a, b) => (0.3 * a) - (0.7 * b))];
        SingularFactors found = SingularFactors.Of(EmbeddingRows.From(values, 128));
        Assert.All(found.Values, value => Assert.True(double.IsFinite(value)));
        Assert.All(found.Directions, direction => Assert.All(direction, loading => Assert.True(double.IsFinite(loading))));
        Assert.Equal(values.Sum(value => value * value), found.Values.Sum(value => value * value), 1e-9);
        Assert.All(found.Values[2..], value => Assert.InRange(value, 0, 1e-12));
    }

    [Fact]
    public void Directions_are_orthonormal_and_stretch_by_the_values() => EmbeddingSets.Random.Sample(set =>
    {
        SingularFactors found = SingularFactors.Of(EmbeddingRows.From(set.Values, set.Dimension));
        for (int a = 0; a < set.Dimension; a++)
        {
            double stretched = Enumerable.Range(0, set.Count).Sum(i => Math.Pow(Dot(set.Row(i), found.Directions[a]), 2));
            if (Math.Abs(Math.Sqrt(stretched) - found.Values[a]) > 1e-9)
            {
                return false;
            }

            for (int b = 0; b < set.Dimension; b++)
            {
                if (Math.Abs(Dot(found.Directions[a], found.Directions[b]) - (a == b ? 1 : 0)) > 1e-9)
                {
                    return false;
                }
            }
        }

        return true;
    }, threads: 1);

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static bool IsLapacks(EmbeddingSet set)
    {
        using var scope = NewDisposeScope();
        double[] expected = linalg.svdvals(tensor(set.Values).reshape(set.Count, set.Dimension)).data<double>().ToArray();
        double[] found = SingularFactors.Of(EmbeddingRows.From(set.Values, set.Dimension)).Values;
        return found.Length == set.Dimension && found.Zip(found.Skip(1)).All(pair => pair.First >= pair.Second)
            && expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * expected[0])
            && found.Skip(expected.Length).All(value => value < 1e-9);
    }
}
