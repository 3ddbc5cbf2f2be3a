using System.Numerics;

namespace DeepMetric.Datasets;

/// <summary>A stream of pseudo-random numbers that is the same for the same seed in every version of the runtime.</summary>
/// <remarks>
/// <para>xoshiro256** (Blackman &amp; Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021), its state filled by SplitMix64.</para>
/// <para>Several streams of one seed are independent, so that one part of a data set (say, the test items) can change in size
/// without moving another.</para>
/// </remarks>
internal sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double? _spareGaussian;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">The seed; any value.</param>
    /// <param name="stream">The number of the stream; any value.</param>
    public SeededRandom(int seed, int stream = 0)
        : this(((ulong)(uint)seed << 32) | (uint)stream)
    {
    }

    /// <summary>Starts the stream of a place in three dimensions, such as an item in an epoch of a seed; neighbours are independent.</summary>
    /// <param name="seed">The seed; any value.</param>
    /// <param name="major">The first number; any value.</param>
    /// <param name="minor">The second number; any value.</param>
    public SeededRandom(ulong seed, int major, int minor)
        : this(Mixed(seed) ^ (((ulong)(uint)major << 32) | (uint)minor))
    {
    }

    private SeededRandom(ulong state)
    {
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>Draws 64 uniform bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Draws uniformly from [0, 1), with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws uniformly from 0 to <paramref name="bound"/> − 1, without bias.</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        // The bits below this threshold would make the small results too likely.
        ulong range = (ulong)bound;
        ulong threshold = (0 - range) % range;
        while (true)
        {
            ulong bits = NextBits();
            if (bits >= threshold)
            {
                return (int)(bits % range);
            }
        }
    }

    /// <summary>Draws from the normal distribution with mean 0 and variance 1 (Marsaglia's polar method).</summary>
    public double NextGaussian()
    {
        if (_spareGaussian is double spare)
        {
            _spareGaussian = null;
            return spare;
        }

        while (true)
        {
            double x = (2 * NextDouble()) - 1;
            double y = (2 * NextDouble()) - 1;
            double square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                double scale = Math.Sqrt(-2 * Math.Log(square) / square);
                _spareGaussian = y * scale;
                return x * scale;
            }
        }
    }

    /// <summary>Puts items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = NextInt(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private static ulong Mixed(ulong state) => SplitMix64(ref state);

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
