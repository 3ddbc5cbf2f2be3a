using System.Globalization;
using System.Xml.Linq;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

public sealed class ForestChartTests
{
    private static readonly ForestRow[] Rows =
    [
        new("up", 2, 1, 3, "better"),
        new("down", -2, -3, -1, "worse"),
        new("same", 0, -0.25, 0.25, "equivalent (TOST)"),
        new("open", 1, -1, 3, "no difference shown"),
        new("one", 0.5, null, null, "betterment"),
    ];

    [Fact]
    public void Colour_and_mark_follow_the_first_word_of_the_verdict()
    {
        XElement[] groups = [.. Draw(Rows).Elements("g")];
        Assert.Equal(["better-row", "worse-row", "same-row", "open-row", "open-row"], groups.Select(group => group.Attribute("class")!.Value));
        string[] marks = [.. groups.Select(group => group.WithClass("estimate").Single()).Select(mark => $"{mark.Name.LocalName} {mark.Attribute("d")?.Value.Count(letter => letter == 'L')}")];
        Assert.Equal(["path 2", "path 2", "path 3", "circle ", "circle "], marks);
        Assert.Equal(4, groups.Count(group => group.WithClass("interval-line").Any()));
    }

    [Fact]
    public void Intervals_zero_and_bounds_share_one_scale()
    {
        XElement chart = Draw(Rows, (-0.5, 0.5));
        double zero = Xs(chart.WithClass("zero").Single())[0];
        double[] up = Xs(chart.WithClass("interval-line").First());
        double[] down = Xs(chart.WithClass("interval-line").Skip(1).First());
        double unit = (up.Max() - zero) / 3;
        Assert.True(unit > 20, $"{unit}");
        Assert.Equal(unit, up.Min() - zero, 0.11);
        Assert.Equal(-3 * unit, down.Min() - zero, 0.11);
        XElement shaded = chart.WithClass("equivalence").Single();
        Assert.Equal(zero - (0.5 * unit), double.Parse(shaded.Attribute("x")!.Value, CultureInfo.InvariantCulture), 0.11);
        Assert.Equal(unit, double.Parse(shaded.Attribute("width")!.Value, CultureInfo.InvariantCulture), 0.11);
        Assert.Empty(Draw(Rows).WithClass("equivalence"));
    }

    [Fact]
    public void All_rows_have_the_same_decimals()
    {
        string description = Draw(Rows).Element("desc")!.Value;
        Assert.StartsWith("up +2.00 [+1.00, +3.00], better; down −2.00 [−3.00, −1.00], worse; same 0.00 [−0.25, +0.25]", description, StringComparison.Ordinal);
        Assert.EndsWith("one +0.50, betterment", description, StringComparison.Ordinal);
        Assert.Equal("a 0.00 [0.00, 0.00], x", Draw([new("a", 0, 0, 0, "x")]).Element("desc")!.Value);
    }

    [Fact]
    public void Refuses_what_cannot_be_drawn()
    {
        Assert.Throws<ArgumentException>(() => Draw([]));
        Assert.Contains("found NaN", Assert.Throws<ArgumentException>(() => Draw([new("a", double.NaN, 0, 1, "x")])).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 1] for a", Assert.Throws<ArgumentException>(() => Draw([new("a", 1, 2, 1, "x")])).Message, StringComparison.Ordinal);
        Assert.Contains("for a", Assert.Throws<ArgumentException>(() => Draw([new("a", 1, 2, null, "x")])).Message, StringComparison.Ordinal);
        Assert.Contains("found 1 and -1", Assert.Throws<ArgumentException>(() => Draw(Rows, (1, -1))).Message, StringComparison.Ordinal);
    }

    private static XElement Draw(ForestRow[] rows, (double Low, double High)? equivalence = null) =>
        XDocument.Parse(FakeCharts.Of(html => ForestChart.Draw(html, "differences", "difference", rows, equivalence))).WithClass("plot").Single();

    private static double[] Xs(XElement path) =>
        [.. path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(place => double.Parse(place.Split(' ')[0], CultureInfo.InvariantCulture))];
}
