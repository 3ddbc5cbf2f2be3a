using System.Globalization;
using System.Xml.Linq;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

public sealed class HeatMapTests
{
    private static readonly double?[][] Cells = [[1, 10, null, 5], [2, 40, double.NaN, 5], [3, 20, double.PositiveInfinity, 5]];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cell_has_the_more_colour_the_better_it_is_in_its_column(bool lowerIsBetter)
    {
        XElement chart = Draw(Cells, lowerIsBetter);
        double[] first = Opacities(chart, "first");
        double[] second = Opacities(chart, "second");
        double[] expected = [0.03, (0.03 + 0.5) / 2, 0.5];
        Assert.Equal(lowerIsBetter ? [.. expected.Reverse()] : expected, first, (x, y) => Math.Abs(x - y) < 0.01);
        Assert.Equal(lowerIsBetter ? [0, 2, 1] : [1, 2, 0], Enumerable.Range(0, 3).OrderByDescending(row => second[row]));
        Assert.Equal([0.25, 0.25, 0.25], Opacities(chart, "fourth"));
        Assert.Equal(
            lowerIsBetter ? ["a, first: 1.000", "a, second: 10.000"] : ["b, second: 40.000", "c, first: 3.000"],
            chart.WithClass("best").Select(cell => cell.Element("title")!.Value));
    }

    [Fact]
    public void What_is_missing_is_drawn_as_missing()
    {
        XElement chart = Draw(Cells);
        Assert.Equal(3, chart.WithClass("missing").Count());
        Assert.All(chart.WithClass("missing"), cell => Assert.Equal("–", cell.Element("text")!.Value));
        Assert.Equal("first: best c with 3.000, worst a with 1.000; second: best b with 40.000, worst a with 10.000; third: no numbers; fourth: all 5.000", chart.Element("desc")!.Value);
    }

    [Fact]
    public void Long_names_of_columns_are_slanted_and_kept_whole_for_the_pointer()
    {
        string name = new('x', 40);
        XElement chart = XDocument.Parse(FakeCharts.Of(html => HeatMap.Draw(html, "t", ["a"], [name], [[1]], format: value => value.ToString("0", CultureInfo.InvariantCulture)))).WithClass("plot").Single();
        XElement head = chart.Elements("text").First();
        Assert.StartsWith("rotate(-40 ", head.Attribute("transform")!.Value, StringComparison.Ordinal);
        Assert.Equal(name, head.Element("title")!.Value);
        Assert.Equal("1", chart.WithClass("cell").Single().Element("text")!.Value);
        Assert.All(Draw(Cells).Elements("text"), text => Assert.Null(text.Attribute("transform")));
    }

    [Fact]
    public void Refuses_cells_of_another_shape()
    {
        Assert.Contains("[3, 4], found 2 rows of 4", Assert.Throws<ArgumentException>(() => Draw([.. Cells.Take(2)])).Message, StringComparison.Ordinal);
        Assert.Contains("[3, 4], found 3 rows of 4, 1", Assert.Throws<ArgumentException>(() => Draw([.. Cells.Take(2), [1]])).Message, StringComparison.Ordinal);
        Assert.Contains("0 x 1", Assert.Throws<ArgumentException>(() => HeatMap.Draw(new(), "t", [], ["a"], [])).Message, StringComparison.Ordinal);
    }

    private static XElement Draw(double?[][] cells, bool lowerIsBetter = false) => XDocument.Parse(FakeCharts.Of(
        html => HeatMap.Draw(html, "heat", ["a", "b", "c"], ["first", "second", "third", "fourth"], cells, lowerIsBetter))).WithClass("plot").Single();

    private static double[] Opacities(XElement chart, string column) =>
    [
        .. chart.WithClass("cell").Where(cell => cell.Element("title")!.Value.Contains($", {column}:", StringComparison.Ordinal))
            .Select(cell => double.Parse(cell.Element("rect")!.Attribute("fill-opacity")!.Value, CultureInfo.InvariantCulture)),
    ];
}
