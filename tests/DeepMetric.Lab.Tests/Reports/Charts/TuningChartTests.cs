using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

public sealed class TuningChartTests
{
    private static readonly ReportArm Arm = new("triplet", "triplet", 1);

    [Fact]
    public void The_line_is_the_best_so_far() => Gen.Double[-1, 1].Array[1, 30].Select(Gen.Bool).Sample(
        (values, lowerIsBetter) =>
        {
            (int Trial, double Objective)[] improvements = [.. new TuningSeries(Arm, [.. values.Select(value => (double?)value)]).Improvements(lowerIsBetter)];
            for (int trial = 1; trial <= values.Length; trial++)
            {
                double best = lowerIsBetter ? values.Take(trial).Min() : values.Take(trial).Max();
                Assert.Equal(best, improvements.Last(improvement => improvement.Trial <= trial).Objective);
            }
        },
        threads: 1);

    [Fact]
    public void Draws_a_dot_for_each_trial_a_cross_for_each_failure_and_a_mark_for_each_improvement()
    {
        XElement chart = Draw([new(Arm, [0.5, null, 0.4, double.NaN, 0.7, 0.6])]);
        Assert.Equal(4, chart.WithClass("trials").Single().Attribute("d")!.Value.Count(letter => letter == 'M'));
        Assert.Equal(2 * 2, chart.WithClass("failed").Single().Attribute("d")!.Value.Count(letter => letter == 'M'));
        Assert.Equal(2, chart.WithClass("mark").Count());
        Assert.Equal("triplet: best 0.700 in trial 5 of 6, 2 failed", chart.Element("desc")!.Value);

        // From trial 1 up at trial 5, and on to trial 6.
        double[] xs = Xs(chart.WithClass("line").Single());
        Assert.Equal(4, xs.Length);
        Assert.Equal(xs[1], xs[2]);
        Assert.Equal(5 * (xs[1] - xs[0]), 4 * (xs[3] - xs[0]), 0.6);
    }

    [Fact]
    public void An_arm_whose_trials_all_failed_is_named_beside_others()
    {
        XElement chart = Draw([new(Arm, [1]), new(new ReportArm("circle", "circle", 2), [null, null])]);
        Assert.Equal("triplet: best 1.00 in trial 1 of 1; circle: no trial of 2 reached anything", chart.Element("desc")!.Value);
        Assert.Single(chart.WithClass("line"));
    }

    [Fact]
    public void Refuses_to_draw_nothing()
    {
        Assert.Throws<ArgumentException>(() => Draw([]));
        Assert.Throws<ArgumentException>(() => Draw([new(Arm, [null, double.NaN])]));
    }

    [Fact]
    public void Marks_of_trials_are_whole_numbers() => Gen.Int[1, 200].Sample(
        trials =>
        {
            XElement chart = Draw([new(Arm, [.. Enumerable.Range(0, trials).Select(trial => (double?)trial)])]);
            XElement[] marks = [.. chart.Elements("text").Where(text => (string?)text.Attribute("class") == "mid")];
            Assert.NotEmpty(marks);
            Assert.All(marks, mark => Assert.True(int.TryParse(mark.Value, out int _), mark.Value));
        },
        iter: 200,
        threads: 1);

    private static XElement Draw(TuningSeries[] series) =>
        XDocument.Parse(FakeCharts.Of(html => TuningChart.Draw(html, "search", "MAP@R", series))).Root!;

    private static double[] Xs(XElement path) =>
        [.. path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(place => double.Parse(place.Split(' ')[0], CultureInfo.InvariantCulture))];
}
