namespace DeepMetric.Lab.Reports.Charts;

/// <summary>How a verdict looks in a forest chart: a colour of the style sheet and a shape that tells it without colour.</summary>
internal static class ForestMark
{
    private const double Size = 4;

    /// <summary>The class of the style sheet for a verdict: its first word decides, and any but better, worse and equivalent is undecided.</summary>
    public static string StyleOf(string verdict) => verdict.Split([' ', ',', ':', '('], 2)[0] switch
    {
        "better" => "better-row",
        "worse" => "worse-row",
        "equivalent" => "same-row",
        _ => "open-row",
    };

    /// <summary>Draws a triangle up (better), one down (worse), a square (equivalent) or a disc (anything else); its group carries the colour.</summary>
    public static void Draw(Markup html, string verdict, double x, double y)
    {
        (double X, double Y)[] corners = StyleOf(verdict) switch
        {
            "better-row" => [(x, y - Size - 1), (x + Size + 1, y + Size), (x - Size - 1, y + Size)],
            "worse-row" => [(x, y + Size + 1), (x + Size + 1, y - Size), (x - Size - 1, y - Size)],
            "same-row" => [(x - Size, y - Size), (x + Size, y - Size), (x + Size, y + Size), (x - Size, y + Size)],
            _ => [],
        };
        if (corners.Length == 0)
        {
            html.Void("circle", ("class", "estimate"), ("cx", SvgPath.Number(x)), ("cy", SvgPath.Number(y)), ("r", SvgPath.Number(Size)));
            return;
        }

        SvgPath path = new SvgPath().Move(corners[0].X, corners[0].Y);
        foreach ((double cornerX, double cornerY) in corners[1..])
        {
            path.Line(cornerX, cornerY);
        }

        html.Void("path", ("class", "estimate"), ("d", path.Close().ToString()));
    }
}
