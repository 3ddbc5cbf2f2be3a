using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>What a term of each loss is, how many a batch has, and how many of them were active.</summary>
internal static class TermTable
{
    private static readonly string[] Shown = [MetricCatalog.EarlyActiveRatio, MetricCatalog.LateActiveRatio, MetricCatalog.EarlyGradientNorm, MetricCatalog.LateGradientNorm];

    /// <summary>Writes the table; nothing where no run recorded what its terms are.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        (ReportArm Arm, string Unit, double Terms)[] rows = [.. model.Arms.SelectMany(arm => Row(model, arm))];
        if (rows.Length == 0)
        {
            return;
        }

        MetricInfo[] metrics = [.. Shown.Where(metric => model.Has(model.Main.Name, metric)).Select(MetricCatalog.Get)];
        const string Caption = "Terms, and how many were active";
        using (Section.OpenScrollBox(html, Caption))
        using (html.In("table", ("class", "results")))
        {
            html.Element("caption", Caption, ("class", "shown"));
            Section.HeadRow(html, ["loss", "a term is", "terms per batch", .. metrics.Select(metric => metric.Title)]);
            using (html.In("tbody"))
            {
                foreach ((ReportArm arm, string unit, double terms) in rows)
                {
                    using (html.In("tr"))
                    {
                        ArmRowTable.WriteArm(html, arm);
                        html.Element("td", unit, ("class", "number"));
                        html.Element("td", Numerals.Count((long)Math.Round(terms)), ("class", "number"));
                        foreach (MetricInfo metric in metrics)
                        {
                            NumberCells.Mean(html, model.Summary(model.Main.Name, arm.Name, metric.Id), isBetter: false);
                        }
                    }
                }
            }
        }
    }

    private static IEnumerable<(ReportArm Arm, string Unit, double Terms)> Row(ReportModel model, ReportArm arm)
    {
        StepRecord[] steps = [.. model.PerSeed(model.Input.Steps, model.Main.Name, arm).SelectMany(steps => steps)];
        return steps is [{ Unit: string unit }, ..] ? [(arm, Name(unit), steps.Average(step => step.ValidTerms))] : [];
    }

    private static string Name(string unit) => unit switch
    {
        TermUnits.Pair => "a pair",
        TermUnits.Triplet => "a triplet",
        TermUnits.Sample => "a sample",
        _ => unit,
    };
}
