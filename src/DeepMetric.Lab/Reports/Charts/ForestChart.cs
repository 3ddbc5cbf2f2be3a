using System.Globalization;
using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws differences with their intervals, a row each, against a line at zero.</summary>
internal static class ForestChart
{
    private const double AxisWidth = 300;
    private const double RowHeight = 22;
    private const double Top = 8;

    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="xLabel">What the differences are of, and which sign means what.</param>
    /// <param name="rows">The rows from top to bottom, at least one.</param>
    /// <param name="equivalence">The differences that count as none, shaded; null where that was not said.</param>
    /// <param name="longestLabel">The most characters of a label; longer ones are cut.</param>
    /// <exception cref="ArgumentException">There is no row, or a number is not finite or out of order.</exception>
    public static void Draw(Markup html, string title, string xLabel, IReadOnlyList<ForestRow> rows, (double Low, double High)? equivalence = null, int longestLabel = 36)
    {
        Check(rows, equivalence);
        double[] ends =
        [
            0, .. rows.SelectMany(row => new[] { row.Low ?? row.Difference, row.High ?? row.Difference }),
            .. equivalence is (double low, double high) ? [low, high] : Array.Empty<double>(),
        ];
        double slack = 0.04 * (ends.Max() - ends.Min());
        var scale = Scale.Linear(ends.Min() - slack, ends.Max() + slack);
        int decimals = Decimals(ends);

        double left = 14 + TextWidth.Longest(rows.Select(row => ShortName.Cut(row.Label, longestLabel)));
        double numbers = TextWidth.Longest(rows.Select(row => Figures(row, decimals)));
        double verdicts = left + AxisWidth + 28 + numbers;
        double width = verdicts + TextWidth.Longest(rows.Select(row => row.Verdict)) + 4;
        double bottom = Top + (RowHeight * rows.Count);
        double X(double value) => left + (scale.Fraction(value) * AxisWidth);
        using (WideBox.Open(html, title, width))
        using (Plot.OpenPicture(html, title, Describe(rows, decimals), width, bottom + 38))
        {
            DrawFrame(html, scale, X, bottom, xLabel, equivalence);
            foreach ((int index, ForestRow row) in rows.Index())
            {
                double y = Top + (RowHeight * (index + 0.5));
                html.Element("text", ShortName.Cut(row.Label, longestLabel), ("class", "end row-name"), ("x", Number(left - 10)), ("y", Number(y + 4)));
                DrawRow(html, row, X, y, Figures(row, decimals));
                html.Element("text", Figures(row, decimals), ("x", Number(left + AxisWidth + 14)), ("y", Number(y + 4)));
                html.Element("text", row.Verdict, ("class", $"verdict {ForestMark.StyleOf(row.Verdict)}"), ("x", Number(verdicts)), ("y", Number(y + 4)));
            }
        }
    }

    private static void DrawFrame(Markup html, Scale scale, Func<double, double> x, double bottom, string xLabel, (double Low, double High)? equivalence)
    {
        if (equivalence is (double low, double high))
        {
            html.Void("rect", ("class", "equivalence"), ("x", Number(x(low))), ("y", Number(Top)), ("width", Number(x(high) - x(low))), ("height", Number(bottom - Top)));
        }

        double left = x(double.NegativeInfinity);
        double right = x(double.PositiveInfinity);
        var grid = new SvgPath();
        SvgPath axis = new SvgPath().Move(left, bottom).Line(right, bottom);
        foreach ((double value, string label) in scale.Ticks)
        {
            grid.Move(x(value), Top).Line(x(value), bottom);
            axis.Move(x(value), bottom).Line(x(value), bottom + 4);
            html.Element("text", label, ("class", "mid"), ("x", Number(x(value))), ("y", Number(bottom + 16)));
        }

        html.Void("path", ("class", "grid"), ("d", grid.ToString()));
        html.Void("path", ("class", "axis"), ("d", axis.ToString()));
        html.Void("path", ("class", "zero"), ("d", new SvgPath().Move(x(0), Top).Line(x(0), bottom).ToString()));
        html.Element("text", xLabel, ("class", "label mid"), ("x", Number((left + right) / 2)), ("y", Number(bottom + 33)));
    }

    private static void DrawRow(Markup html, ForestRow row, Func<double, double> x, double y, string figures)
    {
        using (html.In("g", ("class", ForestMark.StyleOf(row.Verdict))))
        {
            html.Element("title", $"{row.Label}: {figures}, {row.Verdict}");
            if (row is { Low: double low, High: double high })
            {
                SvgPath interval = new SvgPath().Move(x(low), y).Line(x(high), y)
                    .Move(x(low), y - 3).Line(x(low), y + 3)
                    .Move(x(high), y - 3).Line(x(high), y + 3);
                html.Void("path", ("class", "interval-line"), ("d", interval.ToString()));
            }

            ForestMark.Draw(html, row.Verdict, x(row.Difference), y);
        }
    }

    private static void Check(IReadOnlyList<ForestRow> rows, (double Low, double High)? equivalence)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException("Expected at least one row, found none.", nameof(rows));
        }

        foreach (ForestRow row in rows)
        {
            if (!double.IsFinite(row.Difference) || row.Low is null != row.High is null || !IsOrdered(row.Low ?? 0, row.High ?? 0))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Expected a finite difference with a finite interval or none, found {row.Difference} [{row.Low}, {row.High}] for {row.Label}."),
                    nameof(rows));
            }
        }

        if (equivalence is (double low, double high) && !IsOrdered(low, high))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected finite bounds in order, found {low} and {high}."), nameof(equivalence));
        }
    }

    private static bool IsOrdered(double low, double high) => double.IsFinite(low) && double.IsFinite(high) && low <= high;

    // One number of decimals for all rows, so that they can be read down the column: three digits of the largest.
    private static int Decimals(double[] ends)
    {
        double size = ends.Max(Math.Abs);
        return size == 0 ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 9);
    }

    private static string Figures(ForestRow row, int decimals) => row is { Low: double low, High: double high }
        ? $"{Signed(row.Difference, decimals)} [{Signed(low, decimals)}, {Signed(high, decimals)}]"
        : Signed(row.Difference, decimals);

    private static string Signed(double value, int decimals)
    {
        double rounded = Math.Round(value, Math.Min(decimals, 15), MidpointRounding.ToEven);
        string text = Math.Abs(rounded).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded switch { > 0 => "+", < 0 => "−", _ => string.Empty } + text;
    }

    private static string Describe(IReadOnlyList<ForestRow> rows, int decimals) =>
        string.Join("; ", rows.Select(row => $"{row.Label} {Figures(row, decimals)}, {row.Verdict}"));
}
