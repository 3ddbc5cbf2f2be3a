using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Reports.Sections;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>Arms over data sets: their means as maps and their ranks as diagrams.</summary>
internal static class AcrossSection
{
    // More data sets than this are a map too wide for a third of the page.
    private const int MostNarrow = 3;

    /// <summary>Whether there are data sets to look across.</summary>
    public static bool IsThere(StudyModel model) => model.Entries.Select(entry => entry.Results.Dataset).Distinct().Count() > 1;

    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, StudyModel model)
    {
        using (Section.Open(html, "across", "Over data sets", $"{StudySentences.HeatMap} {StudySentences.Ranks}"))
        {
            HeatMap.Legend(html);
            foreach (Track track in model.File.Tracks)
            {
                WriteTrack(html, model, track);
            }

            StudyTable others = StudyTables.Ranks([.. model.Ranks.Where(rank => rank.CriticalDifference is null)]);
            if (!others.IsEmpty)
            {
                others.Write(html);
            }
        }
    }

    private static void WriteTrack(Markup html, StudyModel model, Track track)
    {
        StudyEntry[] entries = [.. model.Entries.Where(entry => entry.Results.Track == track)];
        if (entries.Length == 0)
        {
            return;
        }

        MetricInfo[] metrics = [.. model.File.Metrics.Select(MetricCatalog.Get)];
        using (html.In("div", ("class", entries.Length > MostNarrow ? "charts broad" : "charts")))
        {
            foreach (MetricInfo metric in metrics)
            {
                WriteMap(html, model, track, entries, metric);
            }
        }

        RankSummary[] ranks = [.. model.Ranks.Where(rank => rank.Track == track && rank.CriticalDifference is not null)];
        if (ranks.Length > 0)
        {
            using (html.In("div", ("class", "charts")))
            {
                foreach (RankSummary rank in ranks)
                {
                    WriteRanks(html, rank, MetricCatalog.Get(rank.Metric));
                }
            }
        }
    }

    private static void WriteMap(Markup html, StudyModel model, Track track, StudyEntry[] entries, MetricInfo metric)
    {
        ReportArm[] arms = [.. model.Arms.Where(arm => entries.Any(entry => entry.Model.Summary(entry.Experiment, arm.Name, metric.Id) is not null))];
        if (arms.Length == 0)
        {
            return;
        }

        string title = $"{metric.Title}, {StudyWords.Of(track)}";
        IReadOnlyList<double?>[] cells = [.. arms.Select(arm => (double?[])[.. entries.Select(entry => entry.Model.Summary(entry.Experiment, arm.Name, metric.Id)?.Mean)])];
        using (Figure.Open(html, title, metric.Direction == MetricDirection.Neither ? "No score: the more colour, the larger." : string.Empty))
        {
            HeatMap.Draw(
                html, title, [.. arms.Select(arm => arm.Name)], [.. entries.Select(entry => entry.Results.Dataset)], cells,
                metric.Direction == MetricDirection.LowerIsBetter, value => ResultFormat.Value(metric.Id, value));
        }
    }

    private static void WriteRanks(Markup html, RankSummary rank, MetricInfo metric)
    {
        string title = $"Ranks by {metric.Title}, {StudyWords.Of(rank.Track)}";
        string friedman = rank.P is double p ? $" Friedman’s test: {Numerals.Probability(p)}." : string.Empty;
        using (Figure.Open(html, title, $"{StudyModel.Counted(rank.Datasets, "data set")}.{friedman}", "full"))
        {
            CriticalDifferenceChart.Draw(html, title, [.. rank.Arms.Zip(rank.MeanRanks)], rank.CriticalDifference!.Value, rank.Groups);
        }
    }
}
