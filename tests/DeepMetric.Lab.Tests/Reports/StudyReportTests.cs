using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Reports.Studies;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Reports;

public sealed partial class StudyReportTests
{
    private const long MostBytes = 2_000_000;

    private static readonly Lazy<StudyReportInput> Whole = new(() => FakeStudy.Create());

    [GeneratedRegex("units/[0-9a-f]{20}/")]
    private static partial Regex Units();

    [Fact]
    public void The_Markdown_is_the_same_under_every_culture_and_reads_as_approved()
    {
        // Two of its data sets on two of its tracks, so that it can be read.
        StudyFile some = FakeStudy.File with { Datasets = [.. FakeStudy.File.Datasets.Where(set => set.Name != "digits")], Tracks = [Track.AsIs, Track.Tuned] };
        StudyReportInput input = FakeStudy.Create(some);
        string text = Units().Replace(Cultures.SameUnderAll(() => Markdown(input)), "units/…/");
        ApprovedText.Check("Reports", "study", text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void The_page_is_the_same_under_every_culture_and_its_outline_reads_as_approved()
    {
        string text = Cultures.SameUnderAll(() => Html(Whole.Value));
        Assert.InRange(text.Length, 100_000, MostBytes);

        // To be looked at in a browser.
        Directory.CreateDirectory(ApprovedText.FolderOf("Reports"));
        File.WriteAllText(Path.Combine(ApprovedText.FolderOf("Reports"), "study.received.html"), text);
        ApprovedText.Check("Reports", "study-outline", [.. Outline(Page(Whole.Value))]);
    }

    [Fact]
    public void The_page_is_well_formed_and_speaks_of_nothing_outside_the_study()
    {
        string text = Html(Whole.Value);
        foreach (string outside in (string[])["http:", "https:", "url(", "@import", "NaN", "Infinity", "∞"])
        {
            Assert.DoesNotContain(outside, text, StringComparison.OrdinalIgnoreCase);
        }

        XDocument page = Page(Whole.Value);
        Assert.Empty(page.Descendants("script"));
        Assert.Empty(page.Descendants("link"));
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        string[] known = [.. Whole.Value.Runs.Select(run => $"units/{run.UnitId}/outcome.json")];
        string[] links = [.. page.Descendants("a").Select(link => ((string?)link.Attribute("href"))!)];
        Assert.All(links, link => Assert.Contains(link, link.StartsWith('#') ? ids.Select(id => "#" + id) : known));
        Assert.Equal(Whole.Value.Results.Recommendation.Units.Count, links.Count(link => !link.StartsWith('#')));
    }

    [Fact]
    public void Every_chart_and_table_is_named_and_every_style_is_known()
    {
        XDocument page = Page(Whole.Value);
        XElement[] charts = [.. page.WithClass("plot")];
        Assert.True(charts.Length > 40, $"{charts.Length} charts");
        Assert.All(charts, chart => Assert.NotEmpty(chart.Elements("desc").Single().Value));
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Elements("caption").Single().Value));
        string rules = StyleSheet.Text.Replace(',', ' ').Replace(':', ' ').Replace('>', ' ').Replace('.', ' ');
        string[] unknown = [.. page.Descendants().Attributes("class").SelectMany(style => style.Value.Split(' ')).Distinct().Where(style => !rules.Contains($" {style} ", StringComparison.Ordinal))];
        Assert.Empty(unknown.Except(["value"]));
    }

    [Fact]
    public void Ceilings_are_one_line_per_data_set_and_come_last()
    {
        IReadOnlyList<FindingLine> lines = FindingLines.Of(Whole.Value.Results);
        FindingLine[] ceilings = [.. lines.Where(line => line.Id == "ceiling")];
        Assert.Equal(["birds", "digits", "letters"], ceilings.Select(line => line.Dataset));
        Assert.Equal(ceilings, lines.TakeLast(ceilings.Length));
        Assert.All(ceilings, line => Assert.Contains(MetricCatalog.Get(MetricCatalog.RecallAt1).Title, line.Text, StringComparison.Ordinal));
        Assert.True(Whole.Value.Results.Findings.Count(finding => finding.Id == "ceiling") > ceilings.Length);
        int firstNote = lines.ToList().FindIndex(line => line.Severity == Severity.Note);
        Assert.All(lines.Skip(firstNote), line => Assert.Equal(Severity.Note, line.Severity));
        Assert.Contains(lines.Take(firstNote), line => line.Id == "diverged");
    }

    [Fact]
    public void A_published_number_stands_beside_all_variants_of_its_arm()
    {
        Assert.Equal(["a", "a-corrected", "a-as-published"], PublishedNumbers.FamilyOf("a", ["b", "a-as-published", "a", "a-corrected", "a-b"]));
        Assert.Equal(["a-as-coded", "a"], PublishedNumbers.FamilyOf("a-as-coded", ["a", "a-as-coded"]));
        XElement[] rows = [.. Page(Whole.Value).Section("published").Descendants("tbody").Single().Elements("tr")];
        Assert.Equal(["triplet", "triplet-as-published"], rows.Where(row => row.Element("th")!.Value == "digits").Select(row => row.Elements("td").ElementAt(3).Value));
        Assert.Equal("not run here", rows.Single(row => row.Element("th")!.Value == "lost").Elements("td").ElementAt(3).Value);
    }

    [Fact]
    public void Of_many_arms_the_leader_is_shown_against_the_others()
    {
        string[] losses = ["contrastive", "triplet", "ntxent", "supcon", "arcface", "circle", "proxy-anchor"];
        StudyFile file = FakeStudy.File with
        {
            Datasets = [new StudyDataset { Name = "digits" }],
            Arms = [.. losses.Select(loss => new StudyArm { Loss = loss })],
            Tracks = [Track.AsIs],
            Folds = null,
            Published = [],
        };
        XDocument page = Page(FakeStudy.Create(file));
        XElement forest = page.WithClass("plot").First(chart => chart.Elements("title").Single().Value.StartsWith("Differences in MAP@R", StringComparison.Ordinal));
        string[] labels = [.. forest.WithClass("row-name").Select(label => label.Value)];
        Assert.Equal(losses.Length - 1, labels.Length);
        Assert.All(labels, label => Assert.Contains("circle", label.Split(" − ")));
        Assert.DoesNotContain(page.Descendants("section"), section => (string?)section.Attribute("id") is "across" or "tuning" or "published" or "folds" or "claims");
    }

    [Fact]
    public void The_least_study_has_a_report()
    {
        StudyFile file = FakeStudy.File with { Datasets = [new StudyDataset { Name = "letters" }], Arms = [new StudyArm { Name = "<b>&|", Loss = "circle" }, new StudyArm { Loss = "ntxent" }], Tracks = [Track.AsIs], Seeds = 1, Folds = null, Published = [], ShuffledCanary = false };
        StudyReportInput input = FakeStudy.Create(file, broken: null) with { Environment = [] };
        XDocument page = Page(input);
        Assert.DoesNotContain(page.Descendants("b"), bold => bold.Value == "&|");
        Assert.Contains(page.Descendants("th"), head => head.Value == "<b>&|");
        Assert.Contains(@"\<b>\&\|", Markdown(input), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", Markdown(input).Replace(@"\<b>", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);

        StudyReportInput broken = FakeStudy.Create(file with { Arms = [new StudyArm { Loss = "circle" }, new StudyArm { Name = "twice", Loss = "circle" }] }, broken: "circle");
        Assert.DoesNotContain("NaN", Html(broken), StringComparison.Ordinal);
    }

    private static string Html(StudyReportInput input)
    {
        using var writer = new StringWriter();
        StudyReport.WriteHtml(writer, input);
        return writer.ToString();
    }

    private static string Markdown(StudyReportInput input)
    {
        using var writer = new StringWriter();
        StudyReport.WriteMarkdown(writer, input);
        return writer.ToString();
    }

    private static XDocument Page(StudyReportInput input) => XDocument.Parse(Html(input)["<!DOCTYPE html>\n".Length..]);

    private static IEnumerable<string> Outline(XDocument page) =>
        from element in page.Descendants()
        let name = element.Name.LocalName
        where name is "h1" or "h2" or "h3" or "summary" || (name is "caption" && (string?)element.Attribute("class") == "shown")
        select $"{name}: {element.Value}";
}
