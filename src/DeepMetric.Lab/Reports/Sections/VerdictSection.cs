using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>What the run says about each claim of the study, with the numbers that decide.</summary>
internal static class VerdictSection
{
    private const string Introduction =
        "What this run says about each claim. A claim is supported or contradicted only when all of its numbers are significant and agree; "
        + "“no difference shown” is a result too. Differences are triplet minus contrastive.";

    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        if (ClaimPair.Of(model.Spec) is null)
        {
            using (Section.Open(html, "verdicts", "Verdicts", $"The study’s claims are about {ClaimPair.ContrastiveLoss} and {ClaimPair.TripletLoss} loss. This run has not both, so none of them was tested."))
            {
            }

            return;
        }

        using (Section.Open(html, "verdicts", "Verdicts", Introduction))
        {
            WriteTable(html, model, "Verdict on each claim", model.Results.Claims, hasPaperForm: true);
        }
    }

    /// <summary>Writes the table of claims.</summary>
    public static void WriteTable(Markup html, ReportModel model, string caption, IEnumerable<ClaimVerdict> claims, bool hasPaperForm)
    {
        using (html.In("div", ("class", "scroll")))
        using (html.In("table", ("class", hasPaperForm ? "verdicts" : "verdicts one-form"), ("role", "table")))
        {
            html.Element("caption", caption);
            using (html.In("thead", ("role", "rowgroup")))
            using (html.In("tr", ("role", "row")))
            {
                string[] paper = hasPaperForm ? ["under the paper’s form"] : [];
                foreach (string title in (string[])["claim", "verdict", .. paper, "numbers: difference, 95 % interval, corrected p"])
                {
                    html.Element("th", title, ("scope", "col"), ("role", "columnheader"));
                }
            }

            using (html.In("tbody", ("role", "rowgroup")))
            {
                foreach (ClaimVerdict claim in claims)
                {
                    WriteClaim(html, model, claim, hasPaperForm);
                }
            }
        }
    }

    private static void WriteClaim(Markup html, ReportModel model, ClaimVerdict claim, bool hasPaperForm)
    {
        using (html.In("tr", ("role", "row")))
        {
            using (html.In("th", ("scope", "row"), ("role", "rowheader")))
            {
                html.Text(Capitalised(claim.Statement));
                html.Element("code", claim.Id, ("class", "id"));
            }

            using (html.In("td", ("role", "cell")))
            {
                VerdictWords.WriteChip(html, claim.Verdict);
            }

            if (hasPaperForm)
            {
                WritePaperForm(html, claim);
            }

            using (html.In("td", ("role", "cell")))
            {
                WriteNumbers(html, model, claim);
                foreach (string note in claim.Notes)
                {
                    html.Element("p", note, ("class", "small"));
                }
            }
        }
    }

    private static void WritePaperForm(Markup html, ClaimVerdict claim)
    {
        using (html.In("td", ("role", "cell"), ("class", "paper")))
        {
            html.Element("span", "Under the paper’s form: ", ("class", "on-phone"));
            if (claim.PaperVerdict is { } verdict)
            {
                VerdictWords.WriteChip(html, verdict);
                if (claim.DependsOnForm)
                {
                    html.Element("span", "depends on the form", ("class", "tag"));
                }
            }
            else
            {
                html.Element("span", "not run", ("class", "muted"));
            }
        }
    }

    private static void WriteNumbers(Markup html, ReportModel model, ClaimVerdict claim)
    {
        if (claim.Numbers.Count == 0)
        {
            return;
        }

        using (html.In("ul", ("class", "evidence")))
        {
            foreach (ClaimNumber number in claim.Numbers)
            {
                using (html.In("li"))
                {
                    WriteNumber(html, model, number);
                }
            }
        }
    }

    private static void WriteNumber(Markup html, ReportModel model, ClaimNumber number)
    {
        MetricInfo metric = MetricCatalog.Get(number.Metric);
        (string sign, string style) = VerdictWords.Of(number.Outcome);
        string words = ResultFormat.Words(number.Outcome);
        html.Element("span", sign, ("class", $"sign {style}"), ("role", "img"), ("aria-label", words), ("title", words));
        PairedComparison? test = model.ClaimComparison(number.Experiment, number.Metric);
        using (html.In("div"))
        {
            html.Element("span", Name(model, number.Experiment, metric), ("title", metric.Meaning));
            html.Text(" ");
            WriteTest(html, test);
        }
    }

    private static void WriteTest(Markup html, PairedComparison? test)
    {
        using (html.In("span", ("class", "test")))
        {
            if (test?.Difference is null)
            {
                html.Text(Numerals.Missing);
                return;
            }

            (string mean, string? interval) = Numerals.Of(test);
            html.Element("b", mean);
            html.Text(interval is null ? string.Empty : " " + Unbroken(interval));

            if (test.HolmP is { } p)
            {
                html.Text(", " + Unbroken(Numerals.Probability(p)));
            }
        }
    }

    private static string Unbroken(string text) => text.Replace(' ', '\u00A0');

    // In the runs on coarse labels the plain names mean the finer labels, which needs saying.
    private static string Name(ReportModel model, string experiment, MetricInfo metric)
    {
        bool coarse = model.Spec.Experiments.FirstOrDefault(candidate => candidate.Name == experiment)?.CoarseLabels ?? false;
        bool isRetrieval = metric.Group == MetricGroup.Retrieval && !metric.Id.StartsWith("coarse-", StringComparison.Ordinal);
        string name = coarse && isRetrieval ? "fine " + metric.Title : metric.Title;
        return experiment == model.Main.Name || coarse ? name : $"{name} ({experiment})";
    }

    private static string Capitalised(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
