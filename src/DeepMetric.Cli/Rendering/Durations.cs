using System.Globalization;

namespace DeepMetric.Cli.Rendering;

/// <summary>How long something takes, in words.</summary>
internal static class Durations
{
    /// <summary>Such as <c>0.4 s</c>, <c>43 s</c>, <c>3 min 20 s</c> or <c>1 h 05 min</c>.</summary>
    /// <param name="seconds">Seconds, 0 or more.</param>
    public static string Words(double seconds) => seconds < 9.95 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : Whole(seconds);

    /// <summary>The same without tenths, for time that is seen to pass.</summary>
    /// <param name="seconds">Seconds, 0 or more.</param>
    public static string Whole(double seconds)
    {
        TimeSpan whole = TimeSpan.FromSeconds(Math.Round(seconds));
        return whole.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{whole.Seconds} s")
            : whole.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes} min {whole.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)whole.TotalHours} h {whole.Minutes:00} min");
    }
}
