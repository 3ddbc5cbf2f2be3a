using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>Every number of every experiment with its meaning and its tests, folded away until asked for.</summary>
internal static class AllNumbersSection
{
    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        using (Section.Open(html, "numbers", "All numbers", "Means over the seeds with 95 % intervals, and every paired test. Open an experiment to see its table."))
        {
            foreach (ExperimentSpec experiment in model.Spec.Experiments)
            {
                using (html.In("details"))
                {
                    string labels = experiment.CoarseLabels ? ", trained on coarse labels" : string.Empty;
                    html.Element("summary", $"Experiment “{experiment.Name}”: form {experiment.Form}, {Numerals.Count(experiment.Epochs)} epochs{labels}");
                    WriteTable(html, model, experiment.Name);
                }
            }
        }
    }

    /// <summary>Writes the means of one experiment, all numbers of it.</summary>
    public static void WriteMeans(Markup html, ReportModel model, string experiment)
    {
        IReadOnlyList<ReportArm> arms = model.ArmsOf(experiment);
        if (arms.Count > ReportModel.MostColumns)
        {
            WriteArmRows(html, model, experiment);
        }
        else
        {
            WriteColumns(html, model, experiment, arms);
        }
    }

    private static void WriteTable(Markup html, ReportModel model, string experiment)
    {
        WriteMeans(html, model, experiment);
        if (model.ArmsOf(experiment).Count > 2)
        {
            PairTestTable.Write(html, model, experiment);
        }
    }

    private static IEnumerable<IGrouping<MetricGroup, MetricInfo>> Groups(ReportModel model, string experiment) =>
        MetricCatalog.All.Where(metric => model.Has(experiment, metric.Id)).GroupBy(metric => metric.Group);

    private static void WriteArmRows(Markup html, ReportModel model, string experiment)
    {
        foreach (IGrouping<MetricGroup, MetricInfo> group in Groups(model, experiment))
        {
            ArmRowTable.Write(html, model, experiment, group.Key.ToString(), [.. group]);
        }
    }

    private static void WriteColumns(Markup html, ReportModel model, string experiment, IReadOnlyList<ReportArm> arms)
    {
        string caption = $"All numbers of “{experiment}”";
        string[] tests = arms.Count == 2 ? [$"{arms[1].Name} − {arms[0].Name}", "p", "corrected p", "pairs"] : [];
        using (Section.OpenScrollBox(html, caption))
        using (html.In("table", ("class", "numbers")))
        {
            html.Element("caption", caption);
            Section.HeadRow(html, ["number", .. arms.Select(arm => arm.Name), .. tests, BaselineResult.RawInput, BaselineResult.UntrainedNet, "meaning"]);
            foreach (IGrouping<MetricGroup, MetricInfo> group in Groups(model, experiment))
            {
                using (html.In("tbody"))
                {
                    using (html.In("tr", ("class", "group")))
                    {
                        html.Element("th", group.Key.ToString(), ("colspan", Numerals.Count(arms.Count + tests.Length + 4)), ("scope", "rowgroup"));
                    }

                    foreach (MetricInfo metric in group)
                    {
                        WriteMetric(html, model, experiment, metric, arms);
                    }
                }
            }
        }
    }

    private static void WriteMetric(Markup html, ReportModel model, string experiment, MetricInfo metric, IReadOnlyList<ReportArm> arms)
    {
        using (html.In("tr"))
        {
            html.Element("th", metric.Title, ("scope", "row"));
            string? better = model.Better(experiment, metric);
            foreach (ReportArm arm in arms)
            {
                NumberCells.Mean(html, model.Summary(experiment, arm.Name, metric.Id), arm.Name == better);
            }

            if (arms.Count == 2)
            {
                PairTestTable.WriteTest(html, model.PairComparison(experiment, metric.Id));
            }

            NumberCells.Mean(html, model.Baseline(experiment, BaselineResult.RawInput, metric.Id), isBetter: false);
            NumberCells.Mean(html, model.Baseline(experiment, BaselineResult.UntrainedNet, metric.Id), isBetter: false);
            html.Element("td", metric.Meaning, ("class", "meaning"));
        }
    }
}
