using System.Globalization;
using System.Xml.Linq;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

public sealed class CriticalDifferenceChartTests
{
    private static readonly (string Name, double MeanRank)[] Four = [("d", 4), ("b", 2), ("a", 1), ("c", 3.5)];

    [Fact]
    public void Places_arms_and_the_critical_difference_on_one_scale()
    {
        XElement chart = Draw(Four, 1.5, []);
        Dictionary<string, double> places = chart.WithClass("ranked").ToDictionary(arm => arm.Element("title")!.Value[..1], arm => Attribute(arm.Element("circle")!, "cx"));
        double unit = (places["d"] - places["a"]) / 3;
        Assert.True(unit > 50, $"{unit}");
        Assert.Equal(unit, places["b"] - places["a"], 0.11);
        Assert.Equal(2.5 * unit, places["c"] - places["a"], 0.11);
        double[] bar = Xs(chart.WithClass("whisker").Single());
        Assert.Equal(places["a"], bar.Min(), 0.11);
        Assert.Equal(1.5 * unit, bar.Max() - bar.Min(), 0.11);
        Assert.Equal(["a: 1.00", "b: 2.00", "c: 3.50", "d: 4.00"], chart.WithClass("ranked").Select(arm => arm.Element("title")!.Value));
    }

    [Fact]
    public void Joins_groups_by_bars_that_never_touch()
    {
        XElement chart = Draw(Four, 1.5, [["b", "a"], ["c"], ["c", "b"], ["d", "c"]]);
        Dictionary<string, double> places = chart.WithClass("ranked").ToDictionary(arm => arm.Element("title")!.Value[..1], arm => Attribute(arm.Element("circle")!, "cx"));
        XElement[] bars = [.. chart.WithClass("tie")];
        Assert.Equal(3, bars.Length);
        Assert.Equal([places["a"] - 3, places["b"] + 3], Xs(bars[0]), (x, y) => Math.Abs(x - y) < 0.11);
        string[] heights = [.. bars.Select(bar => bar.Attribute("d")!.Value.Split(' ')[1].Split('L')[0])];

        // The second shares b with the first and c with the third, which are far enough apart for one level.
        Assert.NotEqual(heights[0], heights[1]);
        Assert.NotEqual(heights[1], heights[2]);
        Assert.Equal(heights[0], heights[2]);
    }

    [Fact]
    public void Says_in_words_what_it_shows()
    {
        Assert.Equal(
            "Mean ranks: a 1.00, b 2.00, c 3.50 and d 4.00. Critical difference 1.50. Not told apart: a and b; b and c.",
            Draw(Four, 1.5, [["a", "b"], ["b", "c"]]).Element("desc")!.Value);
        Assert.EndsWith("All are told apart.", Draw(Four, 0.1, [["a"]]).Element("desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_beyond_all_ranks_is_drawn_whole()
    {
        double[] bar = Xs(Draw(Four, 6, []).WithClass("whisker").Single());
        double[] axis = Xs(Draw(Four, 6, []).WithClass("axis").Single());
        Assert.Equal(axis.Max() - axis.Min(), bar.Max() - bar.Min(), 0.11);
    }

    [Fact]
    public void Refuses_what_cannot_be_drawn()
    {
        Assert.Contains("found a and a", Assert.Throws<ArgumentException>(() => Draw([("a", 1), ("a", 2)], 1, [])).Message, StringComparison.Ordinal);
        Assert.Contains("found a.", Assert.Throws<ArgumentException>(() => Draw([("a", 1)], 1, [])).Message, StringComparison.Ordinal);
        Assert.Contains("from 1 to 2, found 2.5 for b", Assert.Throws<ArgumentException>(() => Draw([("a", 1), ("b", 2.5)], 1, [])).Message, StringComparison.Ordinal);
        Assert.Contains("\"x\"", Assert.Throws<ArgumentException>(() => Draw(Four, 1, [["a", "x"]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw(Four, double.NaN, []));
    }

    private static XElement Draw((string Name, double MeanRank)[] arms, double criticalDifference, string[][] groups) =>
        XDocument.Parse(FakeCharts.Of(html => CriticalDifferenceChart.Draw(html, "ranks", arms, criticalDifference, groups))).WithClass("plot").Single();

    private static double Attribute(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static double[] Xs(XElement path) =>
        [.. path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(place => double.Parse(place.Split(' ')[0], CultureInfo.InvariantCulture))];
}
