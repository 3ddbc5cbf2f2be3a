using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The table that answers which loss did better: a row per number, the arms first, the baselines beside them.</summary>
internal static class ResultTableSection
{
    private static readonly string[] Spread = [MetricCatalog.Intra, MetricCatalog.Inter, MetricCatalog.ScaleFreeRatio];

    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        string introduction = model.Spec.Seeds.Count == 1
            ? "Test items; one seed, so there are no intervals and no tests."
            : $"Test items; mean over {Numerals.Count(model.Spec.Seeds.Count)} seeds, with the 95 % interval of the mean below it.";
        using (Section.Open(html, "results", "Results", introduction))
        {
            MetricInfo[] shown = [.. Shown(model)];
            if (model.HasManyArms)
            {
                foreach ((string caption, MetricInfo[] metrics) in Parts(shown))
                {
                    WriteTable(html, model, model.Main.Name, caption, metrics);
                }
            }
            else
            {
                WriteTable(html, model, model.Main.Name, "Results on the test items", shown);
            }

            WriteKey(html, model);
            RankingFigures.Write(html, model);
        }
    }

    /// <summary>Writes a table of some numbers of one experiment: a column per arm, or, where there are many, a row.</summary>
    public static void WriteTable(Markup html, ReportModel model, string experiment, string caption, IReadOnlyList<MetricInfo> metrics)
    {
        IReadOnlyList<ReportArm> arms = model.ArmsOf(experiment);
        if (arms.Count > ReportModel.MostColumns)
        {
            ArmRowTable.Write(html, model, experiment, caption, metrics);
            return;
        }

        bool isPair = arms.Count == 2;
        using (Section.OpenScrollBox(html, caption))
        using (html.In("table", ("class", "results")))
        {
            html.Element("caption", caption, ("class", experiment == model.Main.Name ? null : "shown"));
            string[] tests = isPair ? [$"{arms[1].Name} − {arms[0].Name}", "corrected p"] : [];
            Section.HeadRow(html, ["number", .. arms.Select(arm => arm.Name), .. tests, BaselineResult.RawInput, BaselineResult.UntrainedNet]);
            foreach (IGrouping<MetricGroup, MetricInfo> group in metrics.GroupBy(metric => metric.Group))
            {
                using (html.In("tbody"))
                {
                    foreach (MetricInfo metric in group)
                    {
                        WriteRow(html, model, experiment, metric, arms);
                    }
                }
            }
        }
    }

    /// <summary>Writes the name of a metric, with the mark of a ceiling.</summary>
    public static void WriteName(Markup html, ReportModel model, string experiment, MetricInfo metric)
    {
        html.Text(metric.Title);
        if (experiment == model.Main.Name && model.Ceiling(metric.Id) is { } ceiling)
        {
            html.Text(" ");
            html.Element("span", "ceiling", ("class", "tag"), ("title", ceiling.Message));
        }
    }

    private static void WriteRow(Markup html, ReportModel model, string experiment, MetricInfo metric, IReadOnlyList<ReportArm> arms)
    {
        using (html.In("tr"))
        {
            using (html.In("th", ("scope", "row"), ("title", metric.Meaning)))
            {
                WriteName(html, model, experiment, metric);
            }

            string? better = model.Better(experiment, metric);
            foreach (ReportArm arm in arms)
            {
                NumberCells.Mean(html, model.Summary(experiment, arm.Name, metric.Id), arm.Name == better);
            }

            if (arms.Count == 2)
            {
                PairedComparison? test = model.PairComparison(experiment, metric.Id);
                NumberCells.Difference(html, test);
                NumberCells.Probability(html, test?.HolmP, test?.Significant ?? false);
            }

            NumberCells.Mean(html, model.Baseline(experiment, BaselineResult.RawInput, metric.Id), isBetter: false);
            NumberCells.Mean(html, model.Baseline(experiment, BaselineResult.UntrainedNet, metric.Id), isBetter: false);
        }
    }

    private static IEnumerable<MetricInfo> Shown(ReportModel model) => MetricCatalog.All
        .Where(metric => TestFamily.IsOfTable(metric) || Spread.Contains(metric.Id))
        .Where(metric => model.Has(model.Main.Name, metric.Id));

    private static IEnumerable<(string Caption, MetricInfo[] Metrics)> Parts(MetricInfo[] shown)
    {
        (string, MetricInfo[])[] parts =
        [
            ("Retrieval", [.. shown.Where(metric => metric.Group == MetricGroup.Retrieval)]),
            ("Classification, clustering and spread", [.. shown.Where(metric => metric.Group != MetricGroup.Retrieval)]),
        ];
        return parts.Where(part => part.Item2.Length > 0);
    }

    private static void WriteKey(Markup html, ReportModel model)
    {
        using (html.In("p", ("class", "small")))
        {
            if (model.Tests > 0)
            {
                html.Element("span", "▲", ("class", "winner"));
            }

            html.Text(model.Tests == 0 ? "Nothing was tested: that needs two losses and 3 seeds. The intervals cover initialisation and batches, not the choice of test items." :
                $" significantly better than {(model.Arms.Count > 2 ? "every other arm" : "the other arm")}: paired t test over seeds, "
                + $"p below 0.05 after Holm’s correction over all {Numerals.Count(model.Tests)} tests of the run. A score without a mark: "
                + (model.Arms.Count > 2 ? "no arm was shown to be better than all others. " : "no difference was shown. ")
                + "Raw variances are descriptions, not scores, and get no mark. The intervals are not corrected; they cover initialisation and batches, not the choice of test items.");
            if (model.Results.Findings.Any(finding => finding.Id == CeilingRule.RuleId))
            {
                html.Text(" ");
                html.Element("span", "ceiling", ("class", "tag"));
                html.Text(" the raw input does about as well as the best arm, so the number tells the losses apart poorly.");
            }
        }
    }
}
