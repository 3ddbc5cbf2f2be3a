using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>What nets that were trained on coarse labels still know of the finer ones.</summary>
internal static class FineDetailSection
{
    private static readonly string[] Shown = [MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.CoarseMapAtR, MetricCatalog.CoarseRecallAt1];

    /// <summary>Whether the comparison has such an experiment.</summary>
    public static bool IsRun(ReportModel model) => model.Spec.Experiments.Any(experiment => experiment.CoarseLabels);

    /// <summary>Writes the part; nothing where the experiment was not run.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        if (!IsRun(model))
        {
            return;
        }

        DatasetFacts data = model.Results.Dataset;
        string introduction = $"These nets were trained on coarse labels only ({data.CoarseName ?? "coarse"}) and are asked for the finer ones ({data.FineName ?? "fine"}): "
            + "a loss that keeps detail inside a class still finds them.";
        using (Section.Open(html, "fine-detail", "Fine detail", introduction))
        {
            foreach (ExperimentSpec experiment in model.Spec.Experiments.Where(experiment => experiment.CoarseLabels))
            {
                MetricInfo[] metrics = [.. Shown.Where(id => model.Has(experiment.Name, id)).Select(Named)];
                if (metrics.Length > 0)
                {
                    ResultTableSection.WriteTable(html, model, experiment.Name, $"Trained on coarse labels, form {experiment.Form}", metrics);
                }
            }

            ExperimentSpec first = model.Spec.Experiments.First(experiment => experiment.CoarseLabels);
            if (model.ShowcaseSeed(first.Name) is { } seed)
            {
                using (html.In("details"))
                {
                    html.Element("summary", $"Pictures of these nets (form {first.Form}, seed {Numerals.Count(seed)}; colours and marks follow the finer labels)");
                    ShowcaseSection.WritePictures(html, model, first.Name);
                }
            }
        }
    }

    // Beside coarse numbers the plain names would be ambiguous.
    private static MetricInfo Named(string id)
    {
        MetricInfo metric = MetricCatalog.Get(id);
        return id is MetricCatalog.MapAtR or MetricCatalog.RecallAt1 ? metric with { Title = "fine " + metric.Title } : metric;
    }
}
