using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The frame of a chart: its size, its two axes with marks and labels, and the mapping from numbers to places.</summary>
internal sealed class Plot
{
    /// <summary>The width for a chart that is one of several in a row; text is drawn at its natural size at this width.</summary>
    public const double DefaultWidth = 360;

    /// <summary>The height that goes with it.</summary>
    public const double DefaultHeight = 226;

    private readonly Scale? _x;
    private readonly Scale _y;

    /// <summary>Lays out a chart.</summary>
    /// <param name="x">The horizontal scale; null where the chart marks its own categories.</param>
    /// <param name="y">The vertical scale.</param>
    /// <param name="width">The width of the whole picture.</param>
    /// <param name="height">The height of the whole picture.</param>
    /// <param name="bottomMargin">The room for the marks and the label below.</param>
    public Plot(Scale? x, Scale y, double width = DefaultWidth, double height = DefaultHeight, double bottomMargin = 38)
    {
        _x = x;
        _y = y;
        Width = width;
        Height = height;
        Left = 12 + TextWidth.Longest(y.Ticks.Select(tick => tick.Label));
        Right = width - 16;
        Top = 22;
        Bottom = height - bottomMargin;
    }

    /// <summary>The width of the picture.</summary>
    public double Width { get; }

    /// <summary>The height of the picture.</summary>
    public double Height { get; }

    /// <summary>The left edge of the data.</summary>
    public double Left { get; }

    /// <summary>The right edge of the data.</summary>
    public double Right { get; }

    /// <summary>The upper edge of the data.</summary>
    public double Top { get; }

    /// <summary>The lower edge of the data.</summary>
    public double Bottom { get; }

    /// <summary>The horizontal place of a number.</summary>
    public double X(double value) => Left + (_x!.Fraction(value) * (Right - Left));

    /// <summary>The vertical place of a number.</summary>
    public double Y(double value) => Bottom - (_y.Fraction(value) * (Bottom - Top));

    /// <summary>Opens the picture; disposing of the result closes it.</summary>
    public Markup.Scope Open(Markup html, string title, string description) => OpenPicture(html, title, description, Width, Height);

    /// <summary>Opens a picture that has a name and a description for those who cannot see it.</summary>
    public static Markup.Scope OpenPicture(Markup html, string title, string description, double width, double height)
    {
        Markup.Scope scope = html.In(
            "svg",
            ("class", "plot"),
            ("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            ("role", "img"),
            ("aria-label", description.Length == 0 ? title : $"{title}. {description}"));
        html.Element("title", title);
        if (description.Length > 0)
        {
            html.Element("desc", description);
        }

        return scope;
    }

    /// <summary>Draws grid lines, marks and labels.</summary>
    public void DrawAxes(Markup html, string xLabel, string yLabel)
    {
        var grid = new SvgPath();
        foreach ((double value, string _) in _y.Ticks)
        {
            grid.Move(Left, Y(value)).Line(Right, Y(value));
        }

        html.Void("path", ("class", "grid"), ("d", grid.ToString()));
        foreach ((double value, string label) in _y.Ticks)
        {
            html.Element("text", label, ("class", "end"), ("x", Number(Left - 6)), ("y", Number(Y(value) + 4)));
        }

        var axis = new SvgPath().Move(Left, Bottom).Line(Right, Bottom);
        if (_x is not null)
        {
            foreach ((double value, string label) in _x.Ticks)
            {
                axis.Move(X(value), Bottom).Line(X(value), Bottom + 4);
                html.Element("text", label, ("class", "mid"), ("x", Number(X(value))), ("y", Number(Bottom + 16)));
            }
        }

        html.Void("path", ("class", "axis"), ("d", axis.ToString()));
        html.Element("text", yLabel, ("class", "label"), ("x", "2"), ("y", "11"));
        html.Element("text", xLabel, ("class", "label mid"), ("x", Number((Left + Right) / 2)), ("y", Number(Height - 5)));
    }
}
