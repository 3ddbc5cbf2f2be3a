using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws grouped bars with whiskers.</summary>
internal static class BarChart
{
    private const double BarWidth = 15;
    private const double GroupGap = 14;
    private const int LongestUpright = 5;
    private const int LongestName = 16;

    /// <summary>Draws the chart; it is as wide as its bars need, and the page scrolls it inside its box.</summary>
    public static void Draw(Markup html, string title, string description, string xLabel, string yLabel, IReadOnlyList<BarGroup> groups, double leastWidth, double? highest = null)
    {
        int longest = groups.Max(group => Math.Min(group.Name.Length, LongestName));
        bool slanted = longest > LongestUpright;
        Scale y = Scale.LinearFromZero(highest ?? groups.SelectMany(group => group.Bars).Max(bar => bar.Value.High));
        int perGroup = groups.Max(group => group.Bars.Count);
        double width = Math.Max(leastWidth, 70 + (groups.Count * ((perGroup * BarWidth) + GroupGap)));

        // Text must stay legible on a phone, and bars must not become huge on a wide screen.
        string bounds = $"min-width:{Number(width > leastWidth ? width : 0.8 * width)}px;max-width:{Number(1.25 * width)}px";
        double below = slanted ? 32 + (longest * 4) : 38;
        var plot = new Plot(null, y, width, 222 + below, below);
        using (html.In("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"), ("aria-label", title)))
        using (html.In("div", ("class", "wide"), ("style", bounds)))
        using (plot.Open(html, title, description))
        {
            plot.DrawAxes(html, xLabel, yLabel);
            double pitch = (plot.Right - plot.Left) / groups.Count;
            double bar = Math.Min(34, (pitch - (pitch * 0.3)) / perGroup);
            foreach ((int index, BarGroup group) in groups.Index())
            {
                double centre = plot.Left + ((index + 0.5) * pitch);
                DrawGroup(html, plot, group, centre, bar);
                DrawName(html, plot, group.Name, centre, slanted);
            }
        }
    }

    private static void DrawGroup(Markup html, Plot plot, BarGroup group, double centre, double bar)
    {
        double left = centre - (bar * group.Bars.Count / 2);
        foreach ((int index, (ReportArm arm, BandPoint value)) in group.Bars.Index())
        {
            double x = left + (index * bar);
            bool isHollow = group.Bars.Count > 1 && arm.Index % 2 == 1;
            using (html.In("g", ("class", $"{arm.Style}{(isHollow ? " hollow" : string.Empty)}")))
            {
                html.Element("title", $"{group.Name}, {arm.Name}: {Numerals.Significant(value.Mean)} ({Numerals.Significant(value.Low)} to {Numerals.Significant(value.High)})");
                html.Void(
                    "rect",
                    ("class", "bar"),
                    ("x", Number(x + 0.8)),
                    ("y", Number(plot.Y(value.Mean))),
                    ("width", Number(bar - 1.6)),
                    ("height", Number(Math.Max(0, plot.Bottom - plot.Y(value.Mean)))));
                if (value.High > value.Low)
                {
                    double middle = x + (bar / 2);
                    SvgPath whisker = new SvgPath().Move(middle, plot.Y(value.High)).Line(middle, plot.Y(value.Low))
                        .Move(middle - 3, plot.Y(value.High)).Line(middle + 3, plot.Y(value.High))
                        .Move(middle - 3, plot.Y(value.Low)).Line(middle + 3, plot.Y(value.Low));
                    html.Void("path", ("class", "whisker"), ("d", whisker.ToString()));
                }
            }
        }
    }

    private static void DrawName(Markup html, Plot plot, string name, double centre, bool slanted)
    {
        string shown = ShortName.Of(name, LongestName);
        string y = Number(plot.Bottom + (slanted ? 12 : 16));
        html.Element(
            "text",
            shown,
            ("class", slanted ? "end" : "mid"),
            ("x", Number(centre + (slanted ? 4 : 0))),
            ("y", y),
            ("transform", slanted ? $"rotate(-40 {Number(centre + 4)} {y})" : null));
    }
}
