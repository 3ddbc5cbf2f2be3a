namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The shapes that tell lines apart without colour.</summary>
internal static class Marks
{
    private const double Size = 3.4;

    /// <summary>Draws a disc, a square, a triangle or a diamond.</summary>
    public static void Draw(Markup html, ReportArm arm, double x, double y)
    {
        string style = $"mark {arm.Style}";
        switch (arm.Shape)
        {
            case 0:
                html.Void("circle", ("class", style), ("cx", SvgPath.Number(x)), ("cy", SvgPath.Number(y)), ("r", SvgPath.Number(Size)));
                break;
            case 1:
                Path(html, style, (x - Size, y - Size), (x + Size, y - Size), (x + Size, y + Size), (x - Size, y + Size));
                break;
            case 2:
                Path(html, style, (x, y - Size - 1), (x + Size + 1, y + Size), (x - Size - 1, y + Size));
                break;
            default:
                Path(html, style, (x, y - Size - 1), (x + Size + 1, y), (x, y + Size + 1), (x - Size - 1, y));
                break;
        }
    }

    private static void Path(Markup html, string style, params ReadOnlySpan<(double X, double Y)> corners)
    {
        var path = new SvgPath().Move(corners[0].X, corners[0].Y);
        foreach ((double x, double y) in corners[1..])
        {
            path.Line(x, y);
        }

        html.Void("path", ("class", style), ("d", path.Close().ToString()));
    }
}
