using System.Globalization;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>How more than two arms rank, and which pairs of them were shown to differ.</summary>
internal static class RankingFigures
{
    private const int FewestArms = 3;

    /// <summary>Writes the ranking and the table of pairs; nothing for two arms, of which the table of results tells as much.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        if (model.Arms.Count < FewestArms || model.Results.Ranking.Count == 0)
        {
            return;
        }

        html.Element("h3", "Ranking");
        html.Element("p", Summary(model), ("class", "intro"));
        using (html.In("div", ("class", model.HasManyArms ? "ranking" : "charts pair ranking")))
        {
            using (html.In("div"))
            {
                WriteRanking(html, model);
            }

            if (model.Has(model.Main.Name, MetricCatalog.MapAtR))
            {
                using (html.In("div"))
                {
                    WritePairs(html, model, MetricCatalog.Get(MetricCatalog.MapAtR));
                }
            }
        }
    }

    private static string Summary(ReportModel model)
    {
        PairedComparison[] tests = [.. model.Results.Comparisons.Where(test => test.Experiment == model.Main.Name && test.HolmP is not null && IsScore(test.Metric))];
        int shown = tests.Count(test => TableMarks.BetterOf(test) is not null);
        string tested = tests.Length == 0 ? "Nothing was tested"
            : shown == 0 ? $"No difference is shown in any of the {Numerals.Count(tests.Length)} tests of scores of two losses"
            : $"A difference is shown in {Numerals.Count(shown)} of the {Numerals.Count(tests.Length)} tests of scores of two losses";
        return $"Mean ranks over the scores above and the seeds describe this run. {tested}; only that, after the correction, tells losses apart.";
    }

    private static bool IsScore(string metric) => TestFamily.IsOfTable(MetricCatalog.Get(metric));

    private static void WriteRanking(Markup html, ReportModel model)
    {
        const string Caption = "Losses by mean rank";
        using (Section.OpenScrollBox(html, Caption))
        using (html.In("table", ("class", "results")))
        {
            html.Element("caption", Caption, ("class", "shown"));
            Section.HeadRow(html, "loss", "mean rank", "shown better", "shown worse", "tests");
            using (html.In("tbody"))
            {
                foreach (RankedArm ranked in model.Results.Ranking)
                {
                    using (html.In("tr"))
                    {
                        ArmRowTable.WriteArm(html, model.Arms.First(arm => arm.Name == ranked.Arm));
                        html.Element("td", ranked.MeanRank.ToString("0.0", CultureInfo.InvariantCulture), ("class", "number"));
                        foreach (int count in (int[])[ranked.ShownBetter, ranked.ShownWorse, ranked.Tests])
                        {
                            html.Element("td", Numerals.Count(count), ("class", "number"));
                        }
                    }
                }
            }
        }
    }

    /// <summary>Each pair's difference on one score: the row's arm minus the column's, in the order of the ranking.</summary>
    private static void WritePairs(Markup html, ReportModel model, MetricInfo metric)
    {
        string caption = $"{metric.Title}: row minus column";
        string[] arms = [.. model.Results.Ranking.Select(ranked => ranked.Arm)];
        using (Section.OpenScrollBox(html, caption))
        using (html.In("table", ("class", "results pairwise")))
        {
            html.Element("caption", caption, ("class", "shown"));
            Section.HeadRow(html, ["loss", .. arms.Skip(1)]);
            using (html.In("tbody"))
            {
                foreach ((int place, string row) in arms.SkipLast(1).Index())
                {
                    using (html.In("tr"))
                    {
                        html.Element("th", row, ("scope", "row"));
                        foreach ((int index, string column) in arms.Skip(1).Index())
                        {
                            WritePair(html, index < place ? null : model.Comparison(model.Main.Name, metric.Id, column, row), index < place, row);
                        }
                    }
                }
            }
        }

        html.Element("p", "▲ the row’s loss is shown to be better, ▼ the column’s; without a mark no difference is shown.", ("class", "small"));
    }

    private static void WritePair(Markup html, PairedComparison? test, bool isEmpty, string row)
    {
        string? better = test is null ? null : TableMarks.BetterOf(test);
        using (html.In("td", ("class", better is null ? "number" : "number better"), ("title", test is null ? null : ResultFormat.Decision(test))))
        {
            if (isEmpty)
            {
                return;
            }

            if (test?.Difference is null)
            {
                html.Text(Numerals.Missing);
                return;
            }

            html.Element(better is null ? "span" : "b", Numerals.Of(test).Difference);
            if (better is not null)
            {
                string words = $"{better} is significantly better";
                html.Element("span", better == row ? " ▲" : " ▼", ("class", "winner"), ("role", "img"), ("aria-label", words), ("title", words));
            }
        }
    }
}
