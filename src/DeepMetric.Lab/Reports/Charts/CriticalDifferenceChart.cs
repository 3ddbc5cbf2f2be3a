using System.Globalization;
using DeepMetric.Lab.Formatting;
using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws arms along an axis of mean ranks, the critical difference beside it, and a bar across each group that was not told apart.</summary>
/// <remarks>After Demšar, "Statistical Comparisons of Classifiers over Multiple Data Sets", JMLR 2006; the best rank stands to the left.</remarks>
internal static class CriticalDifferenceChart
{
    private const double AxisWidth = 420;
    private const double AxisTop = 54;
    private const int MostTicks = 12;
    private const double BarPitch = 7;
    private const double RowHeight = 16;
    private const string Gap = "\u00A0\u00A0";
    private const double BarGap = 12;
    private const int LongestName = 26;

    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="arms">The arms with their mean ranks, 1 the best, in any order; at least two.</param>
    /// <param name="criticalDifference">How far two mean ranks must lie apart to be told apart.</param>
    /// <param name="groups">The names of arms that were not told apart from each other, group by group; a group of one is not drawn.</param>
    /// <exception cref="ArgumentException">There are fewer than two arms, two have one name, a rank is out of range, or a group names another arm.</exception>
    public static void Draw(
        Markup html, string title, IReadOnlyList<(string Name, double MeanRank)> arms, double criticalDifference, IReadOnlyList<IReadOnlyList<string>> groups)
    {
        Check(arms, criticalDifference);
        (string Name, double MeanRank)[] ranked = [.. arms.OrderBy(arm => arm.MeanRank)];
        (double From, double To)[] bars = [.. groups.Where(group => group.Count > 1).Select(group => Span(ranked, group))];
        double margin = 20 + TextWidth.Longest(ranked.Select(arm => ShortName.Cut(arm.Name, LongestName) + Gap + Rank(arm.MeanRank)));
        var scale = Scale.Whole(1, Math.Max(arms.Count, 1 + criticalDifference), MostTicks);
        double X(double rank) => margin + (scale.Fraction(rank) * AxisWidth);
        int[] levels = Levels([.. bars.Select(bar => (X(bar.From), X(bar.To)))]);
        double firstRow = AxisTop + 14 + (BarPitch * (levels.Length == 0 ? 0 : levels.Max() + 1));
        int left = (ranked.Length + 1) / 2;
        double width = (2 * margin) + AxisWidth;
        double height = firstRow + (RowHeight * (left - 1)) + 10;
        using (WideBox.Open(html, title, width))
        using (Plot.OpenPicture(html, title, Describe(ranked, criticalDifference, groups), width, height))
        {
            DrawAxis(html, scale, X, width);
            DrawCriticalDifference(html, X, criticalDifference);
            foreach ((int index, (string name, double rank)) in ranked.Index())
            {
                bool isLeft = index < left;
                double y = firstRow + (RowHeight * (isLeft ? index : ranked.Length - 1 - index));
                DrawArm(html, name, rank, X(rank), y, isLeft ? margin - 8 : width - margin + 8, isLeft);
            }

            foreach ((int index, (double from, double to)) in bars.Index())
            {
                double y = AxisTop + 8 + (BarPitch * levels[index]);
                html.Void("path", ("class", "tie"), ("d", new SvgPath().Move(X(from) - 3, y).Line(X(to) + 3, y).ToString()));
            }
        }
    }

    private static void DrawAxis(Markup html, Scale scale, Func<double, double> x, double width)
    {
        double right = x(double.PositiveInfinity);
        SvgPath axis = new SvgPath().Move(x(1), AxisTop).Line(right, AxisTop);
        foreach ((double value, string label) in scale.Ticks)
        {
            axis.Move(x(value), AxisTop).Line(x(value), AxisTop - 5);
            html.Element("text", label, ("class", "mid"), ("x", Number(x(value))), ("y", Number(AxisTop - 9)));
        }

        html.Void("path", ("class", "axis"), ("d", axis.ToString()));
        html.Element("text", "mean rank, 1 is best", ("class", "label end"), ("x", Number(width - 4)), ("y", "11"));
    }

    private static void DrawCriticalDifference(Markup html, Func<double, double> x, double difference)
    {
        const double Y = 22;
        double from = x(1);
        double to = x(1 + difference);
        SvgPath bar = new SvgPath().Move(from, Y - 4).Line(from, Y + 4).Move(from, Y).Line(to, Y).Move(to, Y - 4).Line(to, Y + 4);
        html.Element("text", $"critical difference {Rank(difference)}", ("x", Number(from)), ("y", "12"));
        html.Void("path", ("class", "whisker"), ("d", bar.ToString()));
    }

    private static void DrawArm(Markup html, string name, double rank, double x, double y, double labelX, bool isLeft)
    {
        using (html.In("g", ("class", "ranked")))
        {
            html.Element("title", $"{name}: {Rank(rank)}");
            html.Void("path", ("class", "lead"), ("d", new SvgPath().Move(x, AxisTop).Line(x, y).Line(labelX, y).ToString()));
            html.Void("circle", ("class", "place"), ("cx", Number(x)), ("cy", Number(AxisTop)), ("r", "2.5"));
            using (html.In("text", ("class", isLeft ? "end" : null), ("x", Number(isLeft ? labelX - 4 : labelX + 4)), ("y", Number(y + 4))))
            {
                html.Text(ShortName.Cut(name, LongestName) + Gap);
                html.Element("tspan", Rank(rank), ("class", "rank"));
            }
        }
    }

    /// <summary>Puts each bar as near to the axis as the bars before it allow.</summary>
    private static int[] Levels((double From, double To)[] bars)
    {
        var levels = new int[bars.Length];
        List<double> ends = [];
        foreach ((int index, (double from, double to)) in bars.Index().OrderBy(bar => bar.Item.From).ThenByDescending(bar => bar.Item.To))
        {
            int level = ends.FindIndex(end => end + BarGap < from);
            if (level < 0)
            {
                level = ends.Count;
                ends.Add(to);
            }

            ends[level] = to;
            levels[index] = level;
        }

        return levels;
    }

    private static (double From, double To) Span((string Name, double MeanRank)[] ranked, IReadOnlyList<string> group)
    {
        double[] ranks =
        [
            .. group.Select(name => ranked.Any(arm => arm.Name == name)
                ? ranked.First(arm => arm.Name == name).MeanRank
                : throw new ArgumentException($"Expected groups of the arms, found \"{name}\", which is none of them.", nameof(group))),
        ];
        return (ranks.Min(), ranks.Max());
    }

    private static void Check(IReadOnlyList<(string Name, double MeanRank)> arms, double criticalDifference)
    {
        if (arms.Count < 2 || arms.Select(arm => arm.Name).Distinct().Count() < arms.Count)
        {
            throw new ArgumentException($"Expected two or more arms of different names, found {Words.Join([.. arms.Select(arm => arm.Name)])}.", nameof(arms));
        }

        foreach ((string name, double rank) in arms)
        {
            if (!(rank >= 1 && rank <= arms.Count))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected mean ranks from 1 to {arms.Count}, found {rank} for {name}."), nameof(arms));
            }
        }

        if (!double.IsFinite(criticalDifference) || criticalDifference < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(criticalDifference), criticalDifference, "Expected a finite difference of 0 or more.");
        }
    }

    private static string Rank(double rank) => rank.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Describe((string Name, double MeanRank)[] ranked, double difference, IReadOnlyList<IReadOnlyList<string>> groups)
    {
        string ranks = Words.Join([.. ranked.Select(arm => $"{arm.Name} {Rank(arm.MeanRank)}")]);
        string[] ties = [.. groups.Where(group => group.Count > 1).Select(group => Words.Join(group))];
        string told = ties.Length == 0 ? "All are told apart" : $"Not told apart: {string.Join("; ", ties)}";
        return $"Mean ranks: {ranks}. Critical difference {Rank(difference)}. {told}.";
    }
}
