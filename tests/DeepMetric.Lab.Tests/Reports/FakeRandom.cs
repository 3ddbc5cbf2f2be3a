namespace DeepMetric.Lab.Tests.Reports;

/// <summary>SplitMix64, so that a made-up comparison is the same on every platform and version.</summary>
internal sealed class FakeRandom(ulong state)
{
    private ulong _state = state;

    /// <summary>A number in [0, 1).</summary>
    public double Unit()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number in [low, high).</summary>
    public double Between(double low, double high) => low + (Unit() * (high - low));

    /// <summary>A bell-shaped number with mean 0 and standard deviation 1: twelve uniform ones, summed, less 6.</summary>
    public double Bell() => Enumerable.Range(0, 12).Sum(_ => Unit()) - 6;

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => (int)(Unit() * count);
}
