using System.Xml.Linq;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

/// <summary>What holds for all charts of many losses.</summary>
public sealed class ApprovedChartTests
{
    private static readonly Dictionary<string, Action<Markup>> Charts = new()
    {
        ["critical-difference"] = FakeCharts.DrawCriticalDifference,
        ["forest"] = FakeCharts.DrawForest,
        ["heat-map"] = FakeCharts.DrawHeatMap,
        ["tuning"] = FakeCharts.DrawTuning,
    };

    public static TheoryData<string> Names => [.. Charts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_the_same_under_every_culture_and_reads_as_approved(string name)
    {
        string text = Cultures.SameUnderAll(() => FakeCharts.Of(Charts[name]));
        ApprovedText.Check("Reports", name, text.TrimStart('\n').Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_a_name_and_a_description_and_no_script(string name)
    {
        XElement chart = XDocument.Parse(FakeCharts.Of(html =>
        {
            using (html.In("div"))
            {
                Charts[name](html);
            }
        })).WithClass("plot").Single();
        Assert.Equal("img", (string?)chart.Attribute("role"));
        string title = Assert.Single(chart.Elements("title")).Value;
        string description = Assert.Single(chart.Elements("desc")).Value;
        Assert.Equal($"{title}. {description}", (string?)chart.Attribute("aria-label"));
        Assert.True(FakeCharts.Arms.Count(arm => description.Contains(arm, StringComparison.Ordinal)) > 2, description);
        Assert.Empty(chart.Descendants("script"));
        Assert.DoesNotContain(chart.DescendantsAndSelf().Attributes(), attribute => attribute.Value.Contains("NaN", StringComparison.Ordinal) || attribute.Value.Contains('∞'));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Styles_are_those_of_the_style_sheet(string name)
    {
        XDocument page = XDocument.Parse("<div>" + FakeCharts.Of(Charts[name]) + "</div>");
        string[] styles = [.. page.Descendants().Attributes("class").SelectMany(style => style.Value.Split(' ')).Distinct()];
        Assert.True(styles.Length > 5, string.Join(' ', styles));
        Assert.All(styles.Except(["cell"]), style => Assert.Contains($".{style} ", StyleSheet.Text.Replace(',', ' '), StringComparison.Ordinal));
    }

    [Fact]
    public void All_make_a_page_to_be_looked_at()
    {
        string text = FakeCharts.Of(html =>
        {
            using (html.In("html", ("lang", "en")))
            {
                using (html.In("head"))
                {
                    html.Void("meta", ("charset", "utf-8"));
                    html.Element("title", "Charts of many losses");
                    html.Style(StyleSheet.Text);
                }

                using (html.In("body"))
                using (html.In("main"))
                {
                    DrawFigures(html);
                }
            }
        });
        Directory.CreateDirectory(ApprovedText.FolderOf("Reports"));
        File.WriteAllText(Path.Combine(ApprovedText.FolderOf("Reports"), "charts.received.html"), "<!DOCTYPE html>\n" + text);
        Assert.Equal(6, XDocument.Parse(text).Descendants("figure").Count());
    }

    private static void DrawFigures(Markup html)
    {
        using (html.In("div", ("class", "charts")))
        {
            using (Figure.Open(html, "Critical differences", "Losses joined by a bar are not told apart.", "full"))
            {
                FakeCharts.DrawCriticalDifference(html);
            }

            using (Figure.Open(html, "Differences", "The shaded differences count as none.", "full"))
            {
                FakeCharts.DrawForest(html);
            }

            using (Figure.Open(html, "Data sets", "The more colour, the better in its column.", "full"))
            {
                HeatMap.Legend(html);
                FakeCharts.DrawHeatMap(html);
            }

            using (Figure.Open(html, "Search", "Dots are trials, lines the best so far, crosses failed."))
            {
                Figure.LineLegend(html, FakeCharts.TuningSeries().Select(series => (series.Arm.Name, series.Arm, false)));
                FakeCharts.DrawTuning(html);
            }

            using (Figure.Open(html, "Two losses", "The least that is drawn."))
            {
                CriticalDifferenceChart.Draw(html, "Two losses", [("a", 1.25), ("b", 1.75)], 1.4, [["a", "b"]]);
            }

            using (Figure.Open(html, "Forty losses", string.Empty, "full"))
            {
                (string Name, double Rank)[] arms = [.. Enumerable.Range(1, 40).Select(i => ($"loss {i}", 2 + (0.9 * i) + Math.Sin(i)))];
                CriticalDifferenceChart.Draw(html, "Forty losses", arms, 9, [.. Enumerable.Range(0, 7).Select(i => (string[])[.. arms.Skip(4 * i).Take(12).Select(arm => arm.Name)])]);
            }
        }
    }
}
