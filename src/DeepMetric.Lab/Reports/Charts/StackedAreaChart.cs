namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws shares that add up to one, stacked, over a horizontal axis.</summary>
internal static class StackedAreaChart
{
    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="xLabel">What runs along the horizontal axis.</param>
    /// <param name="yLabel">What runs along the vertical axis.</param>
    /// <param name="layers">The layers from the bottom up, each with a class of the style sheet; all have the same places.</param>
    public static void Draw(
        Markup html, string title, string xLabel, string yLabel, IReadOnlyList<(string Name, string Style, IReadOnlyList<BandPoint> Points)> layers)
    {
        IReadOnlyList<BandPoint> places = layers[0].Points;
        var plot = new Plot(Scale.Linear(places.Min(point => point.X), places.Max(point => point.X)), Scale.Linear(0, 1));
        string description = string.Join("; ", layers.Select(layer =>
            $"{layer.Name} from {Numerals.Percent(layer.Points[0].Mean)} to {Numerals.Percent(layer.Points[^1].Mean)}"));
        using (plot.Open(html, title, description))
        {
            plot.DrawAxes(html, xLabel, yLabel);
            var floor = new double[places.Count];
            foreach ((string _, string style, IReadOnlyList<BandPoint> points) in layers)
            {
                var area = new SvgPath();
                for (int i = 0; i < places.Count; i++)
                {
                    double top = plot.Y(floor[i] + points[i].Mean);
                    _ = i == 0 ? area.Move(plot.X(places[i].X), top) : area.Line(plot.X(places[i].X), top);
                }

                for (int i = places.Count - 1; i >= 0; i--)
                {
                    area.Line(plot.X(places[i].X), plot.Y(floor[i]));
                    floor[i] += points[i].Mean;
                }

                html.Void("path", ("class", $"layer {style}"), ("d", area.Close().ToString()));
            }
        }
    }
}
