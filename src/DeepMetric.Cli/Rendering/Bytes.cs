using System.Globalization;

namespace DeepMetric.Cli.Rendering;

/// <summary>Sizes of files in words.</summary>
internal static class Bytes
{
    private static readonly string[] _units = ["KiB", "MiB", "GiB", "TiB"];

    /// <summary>Such as <c>812 bytes</c>, <c>9.5 MiB</c> or <c>1.1 GiB</c>.</summary>
    /// <param name="bytes">How many.</param>
    public static string Words(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : "bytes")}");
        }

        double value = bytes / 1024.0;
        int unit = 0;
        for (; value >= 1023.95 && unit < _units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {_units[unit]}");
    }

    /// <summary>Such as <c>1.5 MiB of 9.5 MiB</c>.</summary>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are; 0 where it is not known.</param>
    public static string Of(long done, long total) => total > 0 ? $"{Words(done)} of {Words(total)}" : Words(done);
}
