using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Reports.Sections;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>What tracks set of arms, and how the search for it went.</summary>
internal static class TuningSection
{
    /// <summary>Whether any track set anything.</summary>
    public static bool IsThere(StudyModel model) => model.Results.Entries.Any(entry => entry.Settings.Count > 0 || entry.Trials.Count > 0);

    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, StudyModel model)
    {
        using (Section.Open(html, "tuning", "Tuning", StudySentences.Search(model)))
        {
            StudyTable chosen = StudyTables.Chosen(model);
            if (!chosen.IsEmpty)
            {
                chosen.Write(html);
            }

            using (html.In("div", ("class", "charts")))
            {
                foreach (StudyEntry entry in model.Entries.Where(entry => entry.Results.Trials.Count > 0))
                {
                    WriteSearch(html, model, entry);
                }
            }
        }
    }

    private static void WriteSearch(Markup html, StudyModel model, StudyEntry entry)
    {
        TuningSeries[] series =
        [
            .. from arm in model.Arms
               where entry.Results.Trials.ContainsKey(arm.Name)
               let found = new TuningSeries(arm, [.. entry.Results.Trials[arm.Name].Select(trial => trial.Objective)])
               where found.Reached().Any()
               select found,
        ];

        // The dots of many arms would cover one another.
        TuningSeries[][] charts = series.Length <= ReportModel.MostColumns ? [series] : [.. series.Select(one => (TuningSeries[])[one])];
        double[] reached = [.. series.SelectMany(one => one.Reached()).Select(trial => trial.Objective)];
        foreach (TuningSeries[] chart in charts.Where(chart => chart.Length > 0))
        {
            string title = charts.Length == 1 ? entry.Name : $"{entry.Name}, {chart[0].Arm.Name}";
            using (Figure.Open(html, title, string.Empty))
            {
                Figure.LineLegend(html, chart.Select(one => (one.Arm.Name, one.Arm, false)));
                TuningChart.Draw(
                    html, $"Search on {title}", model.TuningMetric.Title, chart, model.TuningMetric.Direction == MetricDirection.LowerIsBetter, (reached.Min(), reached.Max()));
            }
        }
    }
}
