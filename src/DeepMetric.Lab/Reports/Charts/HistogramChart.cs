namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws two distributions over the same bins, one over the other.</summary>
internal static class HistogramChart
{
    private const double Width = 420;
    private const double Height = 240;

    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="description">What it shows, in words.</param>
    /// <param name="xLabel">What runs along the horizontal axis.</param>
    /// <param name="yLabel">What runs along the vertical axis.</param>
    /// <param name="from">The lower edge of the first bin.</param>
    /// <param name="to">The upper edge of the last bin.</param>
    /// <param name="layers">The heights per bin, each with a class of the style sheet.</param>
    /// <param name="highest">The height of the vertical axis, so that several charts can share one.</param>
    public static void Draw(
        Markup html,
        string title,
        string description,
        string xLabel,
        string yLabel,
        double from,
        double to,
        IReadOnlyList<(string Style, IReadOnlyList<double> Heights)> layers,
        double highest)
    {
        var plot = new Plot(Scale.Linear(from, to), Scale.LinearFromZero(highest), Width, Height);
        using (plot.Open(html, title, description))
        {
            plot.DrawAxes(html, xLabel, yLabel);
            foreach ((string style, IReadOnlyList<double> heights) in layers)
            {
                html.Void("path", ("class", $"pairs {style}"), ("d", Outline(plot, from, to, heights)));
            }
        }
    }

    private static string Outline(Plot plot, double from, double to, IReadOnlyList<double> heights)
    {
        SvgPath path = new SvgPath().Move(plot.X(from), plot.Bottom);
        for (int bin = 0; bin < heights.Count; bin++)
        {
            double left = plot.X(from + ((to - from) * bin / heights.Count));
            double right = plot.X(from + ((to - from) * (bin + 1) / heights.Count));
            path.Line(left, plot.Y(heights[bin])).Line(right, plot.Y(heights[bin]));
        }

        return path.Line(plot.X(to), plot.Bottom).ToString();
    }
}
