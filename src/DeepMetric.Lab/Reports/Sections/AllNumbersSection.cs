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

    private static void WriteTable(Markup html, ReportModel model, string experiment)
    {
        string caption = $"All numbers of “{experiment}”";
        using (Section.OpenScrollBox(html, caption))
        using (html.In("table", ("class", "numbers")))
        {
            html.Element("caption", caption);
            Section.HeadRow(
                html,
                ["number", .. model.Arms.Select(arm => arm.Name), IsPair(model) ? $"{model.Arms[1].Name} − {model.Arms[0].Name}" : "difference", "p", "corrected p", "pairs", BaselineResult.RawInput, BaselineResult.UntrainedNet, "meaning"]);
            foreach (IGrouping<MetricGroup, MetricInfo> group in MetricCatalog.All.Where(metric => model.Has(experiment, metric.Id)).GroupBy(metric => metric.Group))
            {
                using (html.In("tbody"))
                {
                    using (html.In("tr", ("class", "group")))
                    {
                        html.Element("th", group.Key.ToString(), ("colspan", Numerals.Count(model.Arms.Count + 8)), ("scope", "rowgroup"));
                    }

                    foreach (MetricInfo metric in group)
                    {
                        WriteMetric(html, model, experiment, metric);
                    }
                }
            }
        }
    }

    private static void WriteMetric(Markup html, ReportModel model, string experiment, MetricInfo metric)
    {
        PairedComparison?[] tests = IsPair(model) ? [model.PairComparison(experiment, metric.Id)] : [.. model.Comparisons(experiment, metric.Id)];
        if (tests.Length == 0)
        {
            tests = [null];
        }

        foreach ((int index, PairedComparison? test) in tests.Index())
        {
            using (html.In("tr"))
            {
                if (index == 0)
                {
                    WriteMeans(html, model, experiment, metric, tests.Length);
                }

                WriteTest(html, model, test);
                if (index == 0)
                {
                    NumberCells.Mean(html, model.Baseline(experiment, BaselineResult.RawInput, metric.Id), isBetter: false, tests.Length);
                    NumberCells.Mean(html, model.Baseline(experiment, BaselineResult.UntrainedNet, metric.Id), isBetter: false, tests.Length);
                    html.Element("td", metric.Meaning, ("class", "meaning"), ("rowspan", Numerals.Count(tests.Length)));
                }
            }
        }
    }

    private static bool IsPair(ReportModel model) => model.Arms.Count == 2;

    private static void WriteMeans(Markup html, ReportModel model, string experiment, MetricInfo metric, int rows)
    {
        html.Element("th", metric.Title, ("scope", "row"), ("rowspan", Numerals.Count(rows)));
        string? better = model.Better(experiment, metric);
        foreach (ReportArm arm in model.Arms)
        {
            NumberCells.Mean(html, model.Summary(experiment, arm.Name, metric.Id), arm.Name == better, rows);
        }
    }

    private static void WriteTest(Markup html, ReportModel model, PairedComparison? test)
    {
        NumberCells.Difference(html, test, !IsPair(model) && test is not null ? $"{test.Second} − {test.First}" : null);
        NumberCells.Probability(html, test?.P, isSignificant: false);
        NumberCells.Probability(html, test?.HolmP, test?.Significant ?? false);
        string pairs = test is null ? Numerals.Missing : Numerals.Count(test.Pairs) + (test.Undefined > 0 ? $" ({Numerals.Count(test.Undefined)} undefined)" : string.Empty);
        html.Element("td", pairs, ("class", "number"));
    }
}
