using System.Globalization;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>Writes numbers into the cells of tables.</summary>
internal static class NumberCells
{
    /// <summary>A mean with its 95 % interval below, marked where it is the better one.</summary>
    public static void Mean(Markup html, ArmSummary? summary, bool isBetter)
    {
        using (html.In("td", ("class", isBetter ? "number better" : "number")))
        {
            if (summary is null)
            {
                html.Text(Numerals.Missing);
                return;
            }

            (string mean, string? interval) = Numerals.Of(summary);
            html.Element(isBetter ? "b" : "span", mean, ("class", "value"));
            if (isBetter)
            {
                html.Element("span", " ▲", ("class", "winner"), ("title", "significantly better"), ("role", "img"), ("aria-label", "significantly better"));
            }

            if (interval is not null)
            {
                html.Element("span", interval, ("class", "interval"));
            }
        }
    }

    /// <summary>A difference with its 95 % interval below.</summary>
    public static void Difference(Markup html, PairedComparison? comparison)
    {
        using (html.In("td", ("class", "number")))
        {
            if (comparison?.Difference is null)
            {
                html.Text(Numerals.Missing);
                return;
            }

            (string mean, string? interval) = Numerals.Of(comparison);
            html.Element("span", mean, ("class", "value"));
            if (interval is not null)
            {
                html.Element("span", interval, ("class", "interval"));
            }
        }
    }

    /// <summary>A p-value, in bold where it decides.</summary>
    public static void Probability(Markup html, double? p, bool isSignificant)
    {
        using (html.In("td", ("class", "number")))
        {
            html.Element(isSignificant ? "b" : "span", p is { } value ? Numerals.BareProbability(value) : Numerals.Missing);
        }
    }
}
