using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>A table with a row per arm and a column per number, the baselines below the arms.</summary>
internal static class ArmRowTable
{
    private static readonly string[] Baselines = [BaselineResult.UntrainedNet, BaselineResult.RawInput];

    /// <summary>Writes the table; a baseline without any of its numbers is left out.</summary>
    public static void Write(Markup html, ReportModel model, string experiment, string caption, IReadOnlyList<MetricInfo> metrics)
    {
        using (Section.OpenScrollBox(html, caption))
        using (html.In("table", ("class", "results arm-rows")))
        {
            html.Element("caption", caption, ("class", "shown"));
            using (html.In("thead"))
            using (html.In("tr"))
            {
                html.Element("th", "loss", ("scope", "col"));
                foreach (MetricInfo metric in metrics)
                {
                    using (html.In("th", ("scope", "col"), ("title", metric.Meaning)))
                    {
                        ResultTableSection.WriteName(html, model, experiment, metric);
                    }
                }
            }

            string?[] better = [.. metrics.Select(metric => model.Better(experiment, metric))];
            using (html.In("tbody"))
            {
                foreach (ReportArm arm in model.ArmsOf(experiment))
                {
                    using (html.In("tr"))
                    {
                        WriteArm(html, arm);
                        foreach ((int index, MetricInfo metric) in metrics.Index())
                        {
                            NumberCells.Mean(html, model.Summary(experiment, arm.Name, metric.Id), arm.Name == better[index]);
                        }
                    }
                }
            }

            string[] baselines = [.. Baselines.Where(baseline => metrics.Any(metric => model.Baseline(experiment, baseline, metric.Id) is not null))];
            if (baselines.Length == 0)
            {
                return;
            }

            using (html.In("tbody"))
            {
                foreach (string baseline in baselines)
                {
                    using (html.In("tr"))
                    {
                        html.Element("th", baseline, ("scope", "row"), ("class", "muted"));
                        foreach (MetricInfo metric in metrics)
                        {
                            NumberCells.Mean(html, model.Baseline(experiment, baseline, metric.Id), isBetter: false);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Writes the heading of an arm's row, with its colour and shape.</summary>
    public static void WriteArm(Markup html, ReportArm arm)
    {
        using (html.In("th", ("scope", "row"), ("class", "arm")))
        {
            Charts.Figure.Swatch(html, arm);
            html.Text(arm.Name);
        }
    }
}
