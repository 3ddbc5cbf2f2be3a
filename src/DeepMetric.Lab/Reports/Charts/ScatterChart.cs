using DeepMetric.Lab.Runs;
using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws a projection: a dot per item, in the colour and shape of its class, with the class's name at the class's centre.</summary>
internal static class ScatterChart
{
    /// <summary>The number of colours; classes beyond it share them.</summary>
    public const int Colours = 10;

    private const double Size = 360;
    private const double Padding = 12;
    private const int MostNames = 20;
    private const int LongestName = 14;
    private const double LineHeight = 13;

    /// <summary>The class of the style sheet that gives a label its colour and the shape of its dots.</summary>
    public static string Style(int label) => $"dots k{(char)('0' + (Math.Abs(label) % Colours))}{(Math.Abs(label) % 2 == 1 ? " square" : string.Empty)}";

    /// <summary>Draws the chart; both axes have the same scale, <paramref name="reach"/> to both sides of the middle.</summary>
    public static void Draw(
        Markup html, string title, string description, ProjectionPicture picture, double middleX, double middleY, double reach, Func<int, string> nameOf)
    {
        double unit = (Size - (2 * Padding)) / (2 * reach);
        double X(double value) => (Size / 2) + ((value - middleX) * unit);
        double Y(double value) => (Size / 2) - ((value - middleY) * unit);
        int count = Math.Min(picture.Labels.Count, Math.Min(picture.X.Count, picture.Y.Count));
        var classes = Enumerable.Range(0, count)
            .Where(i => double.IsFinite(picture.X[i]) && double.IsFinite(picture.Y[i]))
            .GroupBy(i => picture.Labels[i])
            .OrderBy(group => group.Key)
            .ToArray();
        using (Plot.OpenPicture(html, title, description, Size, Size))
        {
            html.Void("rect", ("class", "frame"), ("x", "0.5"), ("y", "0.5"), ("width", Number(Size - 1)), ("height", Number(Size - 1)), ("rx", "6"));
            foreach (IGrouping<int, int> group in classes)
            {
                var dots = new SvgPath();
                foreach (int i in group)
                {
                    dots.Dot(X(picture.X[i]), Y(picture.Y[i]));
                }

                html.Void("path", ("class", Style(group.Key)), ("d", dots.ToString()));
            }

            if (classes.Length <= MostNames)
            {
                DrawNames(html, classes.Select(group => (nameOf(group.Key), X(group.Average(i => picture.X[i])), Y(group.Average(i => picture.Y[i])))));
            }
        }
    }

    private static void DrawNames(Markup html, IEnumerable<(string Name, double X, double Y)> names)
    {
        var placed = new List<(double X, double Y, double Half)>();
        foreach ((string name, double x, double y) in names.OrderBy(name => name.Y))
        {
            string shown = ShortName.Of(name, LongestName);
            double half = (shown.Length * 3.6) + 2;
            double left = Math.Clamp(x, half, Size - half);
            double top = y;

            // Names come from top to bottom, so that pushing one down never meets a name that was placed above it twice.
            foreach ((double otherX, double otherY, double otherHalf) in placed.OrderBy(other => other.Y))
            {
                if (Math.Abs(otherX - left) < half + otherHalf && Math.Abs(otherY - top) < LineHeight)
                {
                    top = otherY + LineHeight;
                }
            }

            top = Math.Min(top, Size - 8);
            placed.Add((left, top, half));
            html.Element("text", shown, ("class", "name mid"), ("x", Number(left)), ("y", Number(top + 4)));
        }
    }
}
