using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>How far the embeddings of a class, and the classes, lie apart.</summary>
internal static class VarianceSection
{
    private const int MostClasses = 40;

    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        const string Introduction = "How far the items of a class spread, and how far the classes lie apart. Epoch 0 is the untrained net.";
        using (Section.Open(html, "spread", "Spread", Introduction))
        {
            WriteCurves(html, model);
            WritePerClass(html, model);
        }
    }

    private static void WriteCurves(Markup html, ReportModel model)
    {
        using (html.In("div", ("class", "charts")))
        {
            StepSeries.DrawSplit(
                html, model, "Intra-class variance", "The mean squared distance of items to the centre of their class: smaller is tighter.",
                "epoch", "variance", Lines(model, MetricCatalog.Intra));
            StepSeries.DrawSplit(
                html, model, "Inter-class variance", "The mean squared distance between the centres of classes: larger is farther apart.",
                "epoch", "variance", Lines(model, MetricCatalog.Inter));
            StepSeries.DrawSplit(
                html, model, "Intra / inter", "Tightness free of scale: a margin alone rescales both variances, but not their ratio.",
                "epoch", "ratio", Lines(model, MetricCatalog.ScaleFreeRatio));
        }
    }

    private static Func<ReportArm, IReadOnlyList<(string Name, LineSeries Line)>> Lines(ReportModel model, string metric) => arm =>
    [
        ("test", StepSeries.OfEpochs(model, arm, arm.Name, dashed: false, epoch => Number(epoch.Test, metric))),
        ("training", StepSeries.OfEpochs(model, arm, arm.Name, dashed: true, epoch => Number(epoch.Train, metric))),
    ];

    private static double? Number(IReadOnlyDictionary<string, double> numbers, string metric) => numbers.TryGetValue(metric, out double value) ? value : null;

    private static void WritePerClass(Markup html, ReportModel model)
    {
        List<(int Label, BarGroup Group)> groups = [];
        int classes = model.Results.Dataset.ClassNames.Count;
        for (int label = 0; label < classes; label++)
        {
            (ReportArm, BandPoint)[] bars = [.. model.Arms.SelectMany(arm => Bar(model, arm, label))];
            if (bars.Length > 0)
            {
                groups.Add((label, new BarGroup(model.ClassName(label), bars)));
            }
        }

        if (groups.Count == 0)
        {
            return;
        }

        const string Title = "Intra-class variance of each class";
        bool isChoice = groups.Count > MostClasses;
        string explanation = "Test items; bars are means over the seeds, whiskers reach from the lowest seed to the highest."
            + (isChoice ? $" Shown are the {MostClasses} of {Numerals.Count(groups.Count)} classes in which the arms differ most." : string.Empty);
        BarGroup[] shown =
        [
            .. groups
                .OrderByDescending(group => isChoice ? group.Group.Bars.Max(bar => bar.Value.Mean) - group.Group.Bars.Min(bar => bar.Value.Mean) : 0)
                .Take(MostClasses)
                .OrderBy(group => group.Label)
                .Select(group => group.Group),
        ];
        if (model.HasManyArms)
        {
            WriteApart(html, model, Title, explanation, shown);
            return;
        }

        using (html.In("div", ("class", "charts")))
        using (Figure.Open(html, Title, explanation, "full"))
        {
            Figure.AreaLegend(html, model.Arms.Select(arm => (arm.Name, $"{arm.Style}{(arm.Index % 2 == 1 ? " hollow" : string.Empty)}", "bar")));
            BarChart.Draw(html, Title, Describe(shown), "class", "variance", shown, leastWidth: 700);
        }
    }

    /// <summary>A chart for each of many arms, all on one scale.</summary>
    private static void WriteApart(Markup html, ReportModel model, string title, string explanation, BarGroup[] groups)
    {
        double highest = groups.SelectMany(group => group.Bars).Max(bar => bar.Value.High);
        html.Element("h3", title);
        html.Element("p", explanation + " All charts have one scale.", ("class", "small"));
        using (html.In("div", ("class", "charts")))
        {
            foreach (ReportArm arm in model.Arms)
            {
                BarGroup[] own = [.. groups.Select(group => group with { Bars = [.. group.Bars.Where(bar => bar.Arm == arm)] }).Where(group => group.Bars.Count > 0)];
                if (own.Length > 0)
                {
                    using (Figure.Open(html, arm.Name, string.Empty))
                    {
                        BarChart.Draw(html, $"{title}, {arm.Name}", Describe(own), "class", "variance", own, leastWidth: 330, highest);
                    }
                }
            }
        }
    }

    private static IEnumerable<(ReportArm Arm, BandPoint Value)> Bar(ReportModel model, ReportArm arm, int label)
    {
        double[] values =
        [
            .. model.Results.Units
                .Where(unit => unit.Key.Experiment == model.Main.Name && unit.Key.Arm == arm.Name && label < unit.IntraPerClass.Count)
                .Select(unit => unit.IntraPerClass[label] ?? double.NaN)
                .Where(double.IsFinite),
        ];
        return values.Length == 0 ? [] : [(arm, new BandPoint(label, values.Average(), values.Min(), values.Max()))];
    }

    private static string Describe(BarGroup[] groups)
    {
        IEnumerable<string> arms = groups.SelectMany(group => group.Bars).GroupBy(bar => bar.Arm.Name)
            .Select(bars => $"{bars.Key} from {Numerals.Significant(bars.Min(bar => bar.Value.Mean))} to {Numerals.Significant(bars.Max(bar => bar.Value.Mean))}");
        return string.Join("; ", arms);
    }
}
