using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The box around a chart: heading, a sentence for newcomers, legend, picture.</summary>
internal static class Figure
{
    /// <summary>Opens a figure; disposing of the result closes it.</summary>
    public static Markup.Scope Open(Markup html, string title, string explanation, string? style = null)
    {
        Markup.Scope scope = html.In("figure", ("class", style is null ? "chart" : $"chart {style}"));
        using (html.In("figcaption"))
        {
            html.Element("h3", title);
            if (explanation.Length > 0)
            {
                html.Element("p", explanation);
            }
        }

        return scope;
    }

    /// <summary>Draws the legend of lines.</summary>
    public static void LineLegend(Markup html, IEnumerable<(string Name, ReportArm Arm, bool Dashed)> entries)
    {
        using (html.In("ul", ("class", "legend")))
        {
            foreach ((string name, ReportArm arm, bool dashed) in entries)
            {
                using (html.In("li"))
                {
                    using (Swatch(html, 30))
                    {
                        html.Void("path", ("class", $"line {arm.Style}{(dashed ? " dashed" : string.Empty)}"), ("d", new SvgPath().Move(1, 7).Line(29, 7).ToString()));
                        Marks.Draw(html, arm, 15, 7);
                    }

                    html.Text(name);
                }
            }
        }
    }

    /// <summary>Draws the mark of an arm, as it stands beside its name.</summary>
    public static void Swatch(Markup html, ReportArm arm)
    {
        using (Swatch(html, 16))
        {
            Marks.Draw(html, arm, 8, 7);
        }
    }

    /// <summary>Draws the legend of areas, bars or dots.</summary>
    public static void AreaLegend(Markup html, IEnumerable<(string Name, string Group, string Style)> entries)
    {
        using (html.In("ul", ("class", "legend")))
        {
            foreach ((string name, string group, string style) in entries)
            {
                using (html.In("li"))
                {
                    using (Swatch(html, 16))
                    using (html.In("g", ("class", group)))
                    {
                        html.Void("rect", ("class", style), ("x", "1.5"), ("y", "2"), ("width", "13"), ("height", "10"));
                    }

                    html.Text(name);
                }
            }
        }
    }

    /// <summary>Draws the legend of dots.</summary>
    public static void DotLegend(Markup html, IEnumerable<(string Name, string Style)> entries)
    {
        using (html.In("ul", ("class", "legend")))
        {
            foreach ((string name, string style) in entries)
            {
                using (html.In("li"))
                {
                    using (Swatch(html, 12))
                    {
                        html.Void("path", ("class", $"{style} large"), ("d", new SvgPath().Dot(6, 7).ToString()));
                    }

                    html.Text(name);
                }
            }
        }
    }

    private static Markup.Scope Swatch(Markup html, double width) =>
        html.In("svg", ("class", "swatch"), ("width", Number(width)), ("height", "14"), ("viewBox", $"0 0 {Number(width)} 14"), ("aria-hidden", "true"));
}
