namespace DeepMetric.Datasets.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void Starts_from_the_published_splitmix_values()
    {
        // SplitMix64 of the state 0 gives e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f, ...; the first output of xoshiro256** is rotl(5 s1, 7) * 9.
        ulong expected = ulong.RotateLeft(unchecked(0x6e789e6aa1b965f4 * 5), 7) * 9;
        Assert.Equal(expected, new SeededRandom(0).NextBits());
    }

    [Fact]
    public void Streams_and_seeds_differ()
    {
        ulong[] first = [.. from seed in Enumerable.Range(-3, 7) from stream in Enumerable.Range(0, 7) select new SeededRandom(seed, stream).NextBits()];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void Whole_numbers_are_even()
    {
        // Chi squared with 6 degrees of freedom is above 30 with probability 4e-5.
        const int Draws = 70_000;
        var random = new SeededRandom(1);
        var counts = new int[7];
        for (int i = 0; i < Draws; i++)
        {
            counts[random.NextInt(7)]++;
        }

        double chiSquared = counts.Sum(count => Math.Pow(count - (Draws / 7.0), 2) / (Draws / 7.0));
        Assert.InRange(chiSquared, 0, 30);
    }

    [Fact]
    public void Gaussian_numbers_have_the_moments_of_the_normal_distribution()
    {
        // Standard errors over 200,000 draws: mean 0.0022, variance 0.0032, third moment 0.0087, fourth 0.022.
        var random = new SeededRandom(2);
        double[] draws = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian())];
        Assert.InRange(draws.Average(), -0.01, 0.01);
        Assert.InRange(draws.Average(x => x * x), 0.985, 1.015);
        Assert.InRange(draws.Average(x => x * x * x), -0.04, 0.04);
        Assert.InRange(draws.Average(x => x * x * x * x), 2.9, 3.1);
    }

    [Fact]
    public void Every_order_is_as_likely()
    {
        // 6 orders of 3 items, 60,000 shuffles; chi squared with 5 degrees of freedom is above 28 with probability 4e-5.
        var random = new SeededRandom(3);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle<char>(items);
            string order = new(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 10_000, 2) / 10_000), 0, 28);
    }
}
