namespace DeepMetric.Lab.Statistics;

/// <summary>Pseudo-random numbers whose sequence follows from a seed and a stream alone, on every platform and in every version.</summary>
/// <remarks>
/// A counter stepped by the golden ratio and mixed (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). The lab knows no tensors, so
/// it has no use for the library's own generator; one instance belongs to one thread.
/// </remarks>
internal sealed class SplitMix64
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Any number: streams of one seed are independent of each other.</param>
    public SplitMix64(ulong seed, ulong stream = 0)
    {
        _state = Mixed(Mixed(seed + GoldenGamma) ^ stream);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += GoldenGamma;
        return Mixed(_state);
    }

    /// <summary>A number in [0, 1), one of the multiples of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below <paramref name="bound"/>, all equally likely (Lemire, ACM TOMACS 2019).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound;
        ulong threshold = (0 - range) % range;
        while (true)
        {
            ulong high = Math.BigMul(NextBits(), range, out ulong low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>A standard normal number (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
