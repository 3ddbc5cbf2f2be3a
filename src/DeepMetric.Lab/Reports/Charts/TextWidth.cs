using System.Globalization;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Estimates how wide a text is drawn, as no font is at hand to measure it.</summary>
internal static class TextWidth
{
    /// <summary>The width of one character in a chart's own size, a generous mean.</summary>
    public const double Character = 6.4;

    /// <summary>The width of the longest of some texts; 0 without any.</summary>
    public static double Longest(IEnumerable<string> texts) =>
        Character * texts.Select(text => new StringInfo(text).LengthInTextElements).DefaultIfEmpty(0).Max();
}
