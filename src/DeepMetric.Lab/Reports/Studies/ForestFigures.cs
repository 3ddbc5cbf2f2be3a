using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>The paired differences of the study's first metrics.</summary>
internal static class ForestFigures
{
    // Two names, which variants of one loss tell apart by their ends.
    private const int LongestLabel = 56;

    /// <summary>Draws a chart per metric.</summary>
    public static void Write(Markup html, StudyEntry entry)
    {
        if (entry.Leads.All(metric => RowsOf(entry, metric).Length == 0))
        {
            return;
        }

        using (html.In("div", ("class", "charts")))
        {
            foreach (MetricInfo metric in entry.Leads)
            {
                WriteMetric(html, entry, metric);
            }
        }
    }

    private static void WriteMetric(Markup html, StudyEntry entry, MetricInfo metric)
    {
        ForestRow[] rows = RowsOf(entry, metric);
        if (rows.Length == 0)
        {
            return;
        }

        double[] bounds = [.. entry.Shown(metric).Select(effect => effect.Equivalence?.Bound).OfType<double>().Distinct()];
        (double, double)? band = bounds is [var bound] ? (-bound, bound) : null;
        int hidden = entry.Hidden(metric);
        string explanation = "Mean differences over seeds with 95 % intervals."
            + (band is null ? string.Empty : $" Differences in the shaded band, up to {StudySentences.Bound(bounds[0])}, count as none.")
            + (hidden == 0 ? string.Empty : $" Shown is {entry.Leader(metric)}, which leads, against all others; {StudyModel.Counted(hidden, "other pair")} {(hidden == 1 ? "is" : "are")} in results.json.");
        using (Figure.Open(html, $"{metric.Title}, {entry.TrackName}", explanation, "full"))
        {
            ForestChart.Draw(html, $"Differences in {metric.Title}, {entry.Name}", StudySentences.Axis(metric), rows, band, LongestLabel);
        }
    }

    private static ForestRow[] RowsOf(StudyEntry entry, MetricInfo metric) =>
    [
        .. from effect in entry.Shown(metric)
           let test = entry.TestOf(effect)
           where test?.Difference is not null
           select RowOf(effect, test),
    ];

    private static ForestRow RowOf(PairEffect effect, PairedComparison test) =>
        new($"{effect.Second} − {effect.First}", test.Difference!.Value, test.Low, test.High, effect.Verdict);
}
