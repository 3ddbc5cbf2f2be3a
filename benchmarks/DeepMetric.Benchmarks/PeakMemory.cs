using System.Globalization;

namespace DeepMetric.Benchmarks;

/// <summary>The most memory that this process has held, as Linux counts it.</summary>
internal static class PeakMemory
{
    /// <summary>The peak since <see cref="Reset"/>, in megabytes.</summary>
    public static double Now => Read("VmHWM:");

    /// <summary>Forgets the peak.</summary>
    /// <returns>What is held now, in megabytes.</returns>
    public static double Reset()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Read("VmRSS:");
    }

    private static double Read(string line)
    {
        string text = File.ReadLines("/proc/self/status").First(candidate => candidate.StartsWith(line, StringComparison.Ordinal));
        return double.Parse(text.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1e3 * 1.024;
    }
}
