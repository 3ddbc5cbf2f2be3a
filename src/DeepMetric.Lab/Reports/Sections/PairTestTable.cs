using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The paired tests of an experiment, of every two arms.</summary>
internal static class PairTestTable
{
    /// <summary>Writes them, folded away: there may be hundreds.</summary>
    public static void Write(Markup html, ReportModel model, string experiment)
    {
        (MetricInfo Metric, PairedComparison Test)[] tests =
        [
            .. from metric in MetricCatalog.All
               from test in model.Comparisons(experiment, metric.Id)
               select (metric, test),
        ];
        if (tests.Length == 0)
        {
            return;
        }

        using (html.In("details"))
        {
            string caption = $"Every test of “{experiment}”: {Numerals.Count(tests.Length)}, of which {Numerals.Count(tests.Count(test => test.Test.Significant))} decide";
            html.Element("summary", caption);
            using (Section.OpenScrollBox(html, caption))
            using (html.In("table", ("class", "numbers")))
            {
                html.Element("caption", caption);
                Section.HeadRow(html, "number", "losses", "difference", "p", "corrected p", "pairs");
                using (html.In("tbody"))
                {
                    foreach ((MetricInfo metric, PairedComparison test) in tests)
                    {
                        using (html.In("tr"))
                        {
                            html.Element("th", metric.Title, ("scope", "row"));
                            html.Element("td", $"{test.Second} − {test.First}", ("class", "number"));
                            WriteTest(html, test);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Writes the four cells of a test: difference, p, corrected p, pairs.</summary>
    public static void WriteTest(Markup html, PairedComparison? test)
    {
        NumberCells.Difference(html, test);
        NumberCells.Probability(html, test?.P, isSignificant: false);
        NumberCells.Probability(html, test?.HolmP, test?.Significant ?? false);
        string pairs = test is null ? Numerals.Missing : Numerals.Count(test.Pairs) + (test.Undefined > 0 ? $" ({Numerals.Count(test.Undefined)} undefined)" : string.Empty);
        html.Element("td", pairs, ("class", "number"));
    }
}
