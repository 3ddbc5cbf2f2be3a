using CsCheck;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Sampling;

public sealed class SeededRandomTests
{
    // From the state 1, 2, 3, 4, by hand: rotl(2 * 5, 7) * 9 = 1280 * 9 = 11520. Then s1 = 2 ^ (3 ^ 1) = 0, so the second output is 0.
    // The third and fourth are those published by other implementations of the algorithm.
    [Fact]
    public void Follows_the_recurrence_of_xoshiro256_star_star()
    {
        SeededRandom random = SeededRandom.FromState([1, 2, 3, 4]);
        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    // The first outputs of SplitMix64 from 0, published with the algorithm.
    [Fact]
    public void Fills_its_state_from_split_mix() =>
        Assert.Equal([0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL, 0xF88BB8A8724C81ECUL], new SeededRandom(0).State);

    [Fact]
    public void Continues_from_a_stored_state() => Gen.ULong.Sample(seed =>
    {
        var random = new SeededRandom(seed);
        random.NextGaussian();
        SeededRandom copy = SeededRandom.FromState(random.State);
        return copy.NextUInt64() == random.NextUInt64() && copy.NextGaussian().Equals(random.NextGaussian()) && copy.State.SequenceEqual(random.State);
    }, threads: 1);

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Draws_whole_numbers_evenly(int max)
    {
        var random = new SeededRandom(5);
        var counts = new int[max];
        for (int i = 0; i < max * 2000; i++)
        {
            counts[random.NextInt(max)]++;
        }

        // A sum of squares of max - 1 free normal numbers: mean max - 1, variance 2 (max - 1).
        double chiSquared = counts.Sum(count => (count - 2000.0) * (count - 2000.0) / 2000.0);
        Assert.InRange(chiSquared, 0, max - 1 + (5 * Math.Sqrt(2.0 * (max - 1))));
    }

    [Fact]
    public void Draws_normal_numbers_with_the_right_moments()
    {
        var random = new SeededRandom(2);
        double[] draws = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian())];
        Assert.InRange(draws.Average(), -0.01, 0.01);
        Assert.InRange(draws.Average(x => x * x), 0.98, 1.02);
        Assert.InRange(draws.Average(x => x * x * x * x), 2.9, 3.1);
        Assert.All(draws, draw => Assert.True(double.IsFinite(draw)));
    }

    [Fact]
    public void Draws_fractions_from_zero_to_below_one()
    {
        var random = new SeededRandom(3);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        Assert.InRange(draws.Min(), 0, 1e-3);
        Assert.InRange(draws.Max(), 0.999, Math.BitDecrement(1.0));
        Assert.InRange(draws.Average(), 0.495, 0.505);
    }

    [Fact]
    public void Shuffles_into_every_order_equally_often()
    {
        var random = new SeededRandom(4);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(letters);
            string order = new(letters);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.InRange(counts.Values.Sum(count => (count - 1000.0) * (count - 1000.0) / 1000.0), 0, 23 + (5 * Math.Sqrt(46)));
    }

    [Fact]
    public void Derives_streams_that_differ_by_seed_name_order_and_number()
    {
        ulong[] seeds =
        [
            SeededRandom.Derive(1), SeededRandom.Derive(2), SeededRandom.Derive(1, 0UL), SeededRandom.Derive(1, 0UL, 0UL), SeededRandom.Derive(1, 1UL, 2UL),
            SeededRandom.Derive(1, 2UL, 1UL), SeededRandom.Derive(1, ""), SeededRandom.Derive(1, "batches"), SeededRandom.Derive(1, "batches\0"),
            SeededRandom.Derive(1, "batches", 0), SeededRandom.Derive(1, "batches", 1), SeededRandom.Derive(2, "batches"), SeededRandom.Derive(1, "batched"), 1, 2,
        ];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.Equal(SeededRandom.Derive(1, "batches", 1), SeededRandom.Derive(1, "batches", 1));
    }

    [Fact]
    public void Refuses_what_has_no_meaning()
    {
        Assert.Throws<ArgumentException>(() => SeededRandom.FromState([0, 0, 0, 0]));
        Assert.Contains("found 3", Assert.Throws<ArgumentException>(() => SeededRandom.FromState([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(0).NextInt(0));
    }
}
