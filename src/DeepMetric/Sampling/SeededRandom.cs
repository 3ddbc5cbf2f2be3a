using System.Numerics;
using System.Text;

namespace DeepMetric.Sampling;

/// <summary>A random generator whose sequence depends on its seed alone: xoshiro256** seeded by SplitMix64.</summary>
/// <remarks>
/// <para>The sequence is the same on every platform and in every version; <see cref="Random"/> promises neither. Not for secrets.</para>
/// <para>One instance belongs to one thread. Give each independent use its own stream: <c>new SeededRandom(SeededRandom.Derive(seed, "batches"))</c>.</para>
/// <para>Paper: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021.</para>
/// </remarks>
public sealed class SeededRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Creates the generator.</summary>
    /// <param name="seed">Any number, 0 included; equal seeds give equal sequences.</param>
    public SeededRandom(ulong seed)
    {
        ulong counter = seed;
        _s0 = NextSplitMix(ref counter);
        _s1 = NextSplitMix(ref counter);
        _s2 = NextSplitMix(ref counter);
        _s3 = NextSplitMix(ref counter);
    }

    private SeededRandom(ReadOnlySpan<ulong> state) => (_s0, _s1, _s2, _s3) = (state[0], state[1], state[2], state[3]);

    /// <summary>The whole state, 4 numbers: <see cref="FromState"/> continues the sequence from here.</summary>
    public ulong[] State => [_s0, _s1, _s2, _s3];

    /// <summary>Creates a generator that continues where another one stood.</summary>
    /// <param name="state">What <see cref="State"/> gave.</param>
    /// <exception cref="ArgumentException">Not 4 numbers, or all of them 0 (from which the generator would only give 0).</exception>
    public static SeededRandom FromState(ReadOnlySpan<ulong> state) => state.Length == 4 && state.ContainsAnyExcept(0UL)
        ? new SeededRandom(state)
        : throw new ArgumentException($"A state is 4 numbers that are not all 0; found {state.Length} numbers{(state.Length == 4 ? ", all 0" : "")}.", nameof(state));

    /// <summary>The seed of a stream of its own, for a numbered purpose (an arm, an epoch, a row).</summary>
    /// <param name="seed">The seed of the whole.</param>
    /// <param name="purpose">What the stream is for; the order matters, and no numbers at all is a purpose too.</param>
    public static ulong Derive(ulong seed, params ReadOnlySpan<ulong> purpose)
    {
        ulong counter = seed;
        ulong mixed = NextSplitMix(ref counter);
        foreach (ulong part in purpose)
        {
            counter = mixed ^ part;
            mixed = BitOperations.RotateLeft(mixed, 29) ^ NextSplitMix(ref counter);
        }

        counter = mixed ^ (ulong)purpose.Length;
        return NextSplitMix(ref counter);
    }

    /// <summary>The seed of a stream of its own, for a named purpose.</summary>
    /// <param name="seed">The seed of the whole.</param>
    /// <param name="purpose">What the stream is for, such as <c>"batches"</c>; its UTF-8 bytes count.</param>
    /// <param name="parts">Numbers that tell streams of one name apart, such as an epoch.</param>
    /// <exception cref="ArgumentNullException">No purpose.</exception>
    public static ulong Derive(ulong seed, string purpose, params ReadOnlySpan<ulong> parts)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        byte[] bytes = Encoding.UTF8.GetBytes(purpose);
        var words = new ulong[((bytes.Length + 7) / 8) + 1];
        words[^1] = (ulong)bytes.Length;
        for (int i = 0; i < bytes.Length; i++)
        {
            words[i / 8] |= (ulong)bytes[i] << (8 * (i % 8));
        }

        return Derive(Derive(seed, words), parts);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
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

    /// <summary>A number in [0, 1): one of the 2^53 multiples of 2^-53, all equally likely.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, max), all exactly equally likely.</summary>
    /// <param name="max">The bound, at least 1.</param>
    /// <remarks>Paper: Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is below 1.</exception>
    public int NextInt(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        ulong bound = (ulong)max;
        ulong high = Math.BigMul(NextUInt64(), bound, out ulong low);
        if (low < bound)
        {
            ulong threshold = unchecked(0UL - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), bound, out low);
            }
        }

        return (int)high;
    }

    /// <summary>A draw of the standard normal distribution.</summary>
    /// <remarks>Box and Muller's method; the second number of each pair is dropped, so that <see cref="State"/> says everything.</remarks>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts items in a random order, all orders equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">What is shuffled, in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = NextInt(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private static ulong NextSplitMix(ref ulong counter)
    {
        counter += GoldenGamma;
        ulong mixed = (counter ^ (counter >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }
}
