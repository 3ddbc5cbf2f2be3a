namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws lines with bands over a common horizontal axis.</summary>
internal static class LineChart
{
    private const double WideRange = 31.622776601683793; // 1.5 decades
    private const int MarksPerLine = 4;

    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="xLabel">What runs along the horizontal axis.</param>
    /// <param name="yLabel">What runs along the vertical axis.</param>
    /// <param name="series">The lines, at least one with a place.</param>
    /// <param name="isShare">Whether the values are shares, so that the axis goes from 0 to 1.</param>
    public static void Draw(Markup html, string title, string xLabel, string yLabel, IReadOnlyList<LineSeries> series, bool isShare)
    {
        BandPoint[] all = [.. series.SelectMany(line => line.Points)];
        Scale y = isShare ? Scale.Linear(0, 1) : VerticalScale(all);
        var plot = new Plot(Scale.Linear(all.Min(point => point.X), all.Max(point => point.X)), y);
        string axis = y.IsLogarithmic ? $"{yLabel}, logarithmic axis" : yLabel;
        using (plot.Open(html, title, Describe(series)))
        {
            plot.DrawAxes(html, xLabel, axis);
            foreach (LineSeries line in series)
            {
                DrawBand(html, plot, line);
            }

            foreach ((int index, LineSeries line) in series.Index())
            {
                DrawLine(html, plot, line, index, series.Count);
            }
        }
    }

    private static Scale VerticalScale(BandPoint[] all)
    {
        double low = all.Min(point => point.Low);
        double high = all.Max(point => point.High);
        double[] positive = [.. all.Select(point => point.Mean).Where(value => value > 0)];
        if (low >= 0 && positive.Length > 0 && positive.Max() / positive.Min() > WideRange)
        {
            return Scale.Logarithmic(positive.Min(), high);
        }

        return low >= 0 ? Scale.LinearFromZero(high) : Scale.Linear(low, high);
    }

    private static void DrawBand(Markup html, Plot plot, LineSeries line)
    {
        if (line.Points.Count < 2 || line.Points.All(point => point.Low == point.High))
        {
            return;
        }

        var band = new SvgPath();
        foreach ((int index, BandPoint point) in line.Points.Index())
        {
            _ = index == 0 ? band.Move(plot.X(point.X), plot.Y(point.High)) : band.Line(plot.X(point.X), plot.Y(point.High));
        }

        foreach (BandPoint point in line.Points.Reverse())
        {
            band.Line(plot.X(point.X), plot.Y(point.Low));
        }

        html.Void("path", ("class", $"band {line.Arm.Style}"), ("d", band.Close().ToString()));
    }

    private static void DrawLine(Markup html, Plot plot, LineSeries line, int index, int lines)
    {
        if (line.Points.Count > 1)
        {
            var path = new SvgPath();
            foreach ((int place, BandPoint point) in line.Points.Index())
            {
                _ = place == 0 ? path.Move(plot.X(point.X), plot.Y(point.Mean)) : path.Line(plot.X(point.X), plot.Y(point.Mean));
            }

            html.Void("path", ("class", $"line {line.Arm.Style}{(line.Dashed ? " dashed" : string.Empty)}"), ("d", path.ToString()));
        }

        // Marks of different lines stand at different places, so that lines which coincide still show both.
        int last = -1;
        for (int mark = 0; mark < MarksPerLine; mark++)
        {
            double share = (mark + ((index + 1.0) / (lines + 1))) / MarksPerLine;
            int place = Math.Min(line.Points.Count - 1, (int)(share * line.Points.Count));
            if (place > last)
            {
                Marks.Draw(html, line.Arm, plot.X(line.Points[place].X), plot.Y(line.Points[place].Mean));
                last = place;
            }
        }
    }

    private static string Describe(IReadOnlyList<LineSeries> series) => string.Join("; ", series
        .Where(line => line.Points.Count > 0)
        .Select(line => $"{line.Name} goes from {Numerals.Significant(line.Points[0].Mean)} to {Numerals.Significant(line.Points[^1].Mean)}"));
}
