using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private const long MostBytes = 1_500_000;

    [GeneratedRegex("base64,[^\"]*")]
    private static partial Regex Pictures();

    [Theory]
    [InlineData(1, 5, 8)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 2, 28)]
    public void Is_well_formed_and_speaks_of_nothing_outside_itself(ulong seed, int seeds, int side)
    {
        ReportInput input = FakeComparison.Create(seed, seeds: seeds, pictureSide: side);
        XDocument page = FakeRendering.Page(input);
        Assert.Equal("html", page.Root!.Name.LocalName);
        string text = Pictures().Replace(FakeRendering.Text(input), string.Empty);
        Assert.DoesNotContain("http:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
        Assert.Empty(page.Descendants("script"));
        Assert.Empty(page.Descendants("link"));
    }

    [Fact]
    public void Is_the_same_for_the_same_records() =>
        Assert.Equal(FakeRendering.Text(FakeComparison.Create(7)), FakeRendering.Text(FakeComparison.Create(7)));

    [Fact]
    public void Is_the_same_under_every_culture_and_reads_as_approved()
    {
        ReportInput input = FakeComparison.Create(11);
        Cultures.SameUnderAll(() => FakeRendering.Text(input));

        ApprovedText.Check("Reports", "first-screen", [.. FirstScreen(FakeRendering.Page(input))]);
    }

    [Theory]
    [InlineData("first-screen-1", "triplet")]
    [InlineData("first-screen-3-others", "ntxent", "supcon", "arcface")]
    [InlineData("first-screen-5", "contrastive", "triplet", "ntxent", "supcon", "arcface")]
    [InlineData("first-screen-8", "contrastive", "triplet", "ntxent", "supcon", "multi-similarity", "arcface", "proxy-anchor", "circle")]
    public void Any_number_of_losses_reads_as_approved(string name, params string[] losses)
    {
        ReportInput input = FakeComparison.Create(13, armNames: losses, seeds: 5);
        string text = Cultures.SameUnderAll(() => FakeRendering.Text(input));
        Assert.InRange(text.Length, 100_000, 2 * MostBytes);

        // To be looked at in a browser.
        File.WriteAllText(Path.Combine(ApprovedText.FolderOf("Reports"), $"{name}.received.html"), text);
        ApprovedText.Check("Reports", name, [.. FirstScreen(FakeRendering.Page(input))]);
    }

    [Fact]
    public void Many_losses_have_a_row_each_and_a_look_of_their_own()
    {
        string[] losses = ["contrastive", "triplet", "ntxent", "supcon", "multi-similarity", "arcface", "proxy-anchor", "circle"];
        XDocument page = FakeRendering.Page(FakeComparison.Create(13, armNames: losses));
        XElement[] tables = [.. page.Section("results").WithClass("arm-rows")];
        Assert.Equal(2, tables.Length);
        Assert.All(tables, table => Assert.Equal(losses, table.Descendants("tbody").First().Elements("tr").Select(row => row.Element("th")!.Value)));

        // Colour and shape together tell any two losses apart.
        string[] looks = [.. tables[0].Descendants("tbody").First().WithClass("mark").Select(mark => $"{mark.Name.LocalName} {mark.Attribute("class")!.Value} {mark.Attribute("d")?.Value.Count(letter => letter == 'L')}")];
        Assert.Equal(losses.Length, looks.Distinct().Count());

        // A chart shows a line for each loss at most, and no bands.
        XElement[] charts = [.. page.Section("training").WithClass("plot"), .. page.Section("spread").WithClass("plot")];
        Assert.True(charts.Length > 20, $"{charts.Length} charts");
        Assert.All(charts, chart => Assert.InRange(chart.WithClass("line").Count(), 0, losses.Length));
        Assert.All(charts, chart => Assert.Empty(chart.WithClass("band")));
        Assert.Contains(charts, chart => chart.WithClass("line").Count() == losses.Length);
        Assert.Equal(losses, page.Section("space").Descendants("h3").Select(title => title.Value).Where(title => title.StartsWith("Projection, ", StringComparison.Ordinal)).Select(title => title["Projection, ".Length..]));
    }

    [Fact]
    public void Keeps_hostile_names_as_text()
    {
        const string Hostile = "<script>alert('1 & \"2\"')</script>\u0001\uD800";
        const string Kept = "<script>alert('1 & \"2\"')</script>\uFFFD\uFFFD";
        ReportInput input = FakeComparison.Create(5, classNames: [Hostile, "plain", "]]>", "&amp;"], armNames: ["contrastive", "triplet \"<b>\""]);
        XDocument page = FakeRendering.Page(input);
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("<script", FakeRendering.Text(input), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(page.Descendants("img"), element => ((string?)element.Attribute("alt"))!.EndsWith(Kept, StringComparison.Ordinal));
        Assert.Contains(page.WithClass("class-name"), element => element.Value == "&amp;");
        Assert.Contains("triplet \"<b>\"", page.Descendants("h1").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_pictures_in_colours_too()
    {
        ReportInput grey = FakeComparison.Create(2, pictureSide: 8);
        Thumbnail Coloured(Thumbnail thumbnail) => thumbnail with { Pixels = [.. thumbnail.Pixels.SelectMany(value => new[] { value, (byte)(255 - value), (byte)7 })] };
        RetrievalExample Recoloured(RetrievalExample example) => example with { Query = Coloured(example.Query), Neighbours = [.. example.Neighbours.Select(Coloured)] };
        ReportInput coloured = grey with
        {
            Showcases = grey.Showcases.ToDictionary(
                pair => pair.Key, pair => pair.Value with { Worst = [.. pair.Value.Worst.Select(Recoloured)], Best = [.. pair.Value.Best.Select(Recoloured)] }),
        };
        XElement[] pictures = [.. FakeRendering.Page(coloured).Descendants("img")];
        Assert.Equal(FakeRendering.Page(grey).Descendants("img").Count(), pictures.Length);
        Assert.True(pictures.Length >= 48, $"{pictures.Length} pictures");
        Assert.Empty(FakeRendering.Page(coloured).WithClass("no-picture"));

        // The tenth byte of the first chunk says what a pixel is made of: 2 is red, green and blue.
        Assert.All(pictures, picture => Assert.Equal(2, Convert.FromBase64String(((string)picture.Attribute("src")!)["data:image/png;base64,".Length..])[8 + 8 + 9]));
    }

    [Theory]
    [InlineData("apple", "apple")]
    [InlineData("fruit/apples", "fruit/apples")]
    [InlineData("fruits/apples", "apples")]
    [InlineData("fruit and more/apples of the tree", "apples of t…")]
    [InlineData("longer than that", "longer than…")]
    [InlineData("fruits of it/", "fruits of i…")]
    [InlineData("e\u0301👍🏽cdefghijklm", "e\u0301👍🏽cdefghijk…")]
    public void Under_a_picture_stands_what_tells_its_class_from_others(string name, string shown)
    {
        XDocument page = FakeRendering.Page(FakeComparison.Create(5, classNames: [name, "b", "c", "d"]));
        Assert.Contains(shown, page.WithClass("class-name").Select(element => element.Value));
        Assert.Contains(page.Descendants("img"), picture => ((string?)picture.Attribute("title"))!.EndsWith($"class {name}", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_at_its_head_what_is_to_be_known_of_the_data()
    {
        ReportInput input = FakeComparison.Create(3);
        const string Note = "1 image could not be read and was left out: cat/<7>.jpg (expected an image, found an empty file).";
        ReportInput noted = input with { Results = input.Results with { Dataset = input.Results.Dataset with { Notes = [Note] } } };
        Assert.Contains(Note, FakeRendering.Page(noted).Descendants("header").Single().Elements("p").Select(line => line.Value));
        Assert.DoesNotContain("could not be read", FakeRendering.Text(input), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_describes_every_chart()
    {
        XDocument page = FakeRendering.Page(FakeComparison.Create(1));
        XElement[] charts = [.. page.WithClass("plot")];
        Assert.True(charts.Length >= 17, $"{charts.Length} charts");
        Assert.All(charts, chart =>
        {
            Assert.Equal("img", (string?)chart.Attribute("role"));
            Assert.NotEmpty(chart.Elements("title").Single().Value);
            Assert.StartsWith(chart.Element("title")!.Value, (string?)chart.Attribute("aria-label"), StringComparison.Ordinal);
            Assert.NotEmpty(chart.Elements("desc").Single().Value);
        });
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Elements("caption").Single().Value));
        Assert.All(page.Descendants("img"), image => Assert.NotEmpty((string?)image.Attribute("alt") ?? string.Empty));
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("a"), link => Assert.Contains(((string?)link.Attribute("href"))![1..], ids));
    }

    [Fact]
    public void Puts_table_and_verdicts_before_the_plots_and_the_settings_last()
    {
        XDocument page = FakeRendering.Page(FakeComparison.Create(1));
        Assert.Equal(
            ["recommendation", "results", "verdicts", "training", "spread", "space", "fine-detail", "numbers", "findings", "settings", "environment"],
            page.Descendants("section").Select(section => (string?)section.Attribute("id")));
    }

    [Fact]
    public void Keeps_long_runs_small()
    {
        ReportInput input = FakeComparison.Create(1, pictureSide: 28);
        Dictionary<UnitKey, IReadOnlyList<StepRecord>> longer = [];
        foreach ((UnitKey key, IReadOnlyList<StepRecord> steps) in input.Steps)
        {
            longer[key] = [.. Enumerable.Range(0, 5000).Select(i => steps[i % steps.Count] with { Step = i + 1 })];
        }

        string text = FakeRendering.Text(input with { Steps = longer });
        Assert.InRange(text.Length, 100_000, MostBytes);
        XElement[] lines = [.. FakeRendering.Page(input with { Steps = longer }).Section("training").WithClass("line")];
        int longest = lines.Max(line => ((string)line.Attribute("d")!).Count(command => command == 'L'));
        Assert.InRange(longest, 100, 200);
    }

    [Fact]
    public void Survives_runs_without_records_and_with_losses_that_are_not_finite()
    {
        ReportInput input = FakeComparison.Create(1);
        ReportInput bare = input with
        {
            Steps = new Dictionary<UnitKey, IReadOnlyList<StepRecord>>(),
            Epochs = new Dictionary<UnitKey, IReadOnlyList<EpochRecord>>(),
            Showcases = new Dictionary<UnitKey, Showcase>(),
            Environment = [],
        };
        Assert.Contains("No training steps were recorded.", FakeRendering.Page(bare).Section("training").Value, StringComparison.Ordinal);

        var broken = input.Steps.ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<StepRecord>)[.. pair.Value.Select((step, i) => step with { TrackedLoss = i % 3 == 0 ? double.NaN : i % 3 == 1 ? double.PositiveInfinity : 0, GradientNorm = double.NaN })]);
        string text = Pictures().Replace(FakeRendering.Text(input with { Steps = broken }), string.Empty);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_an_arm_only_where_the_corrected_test_decides()
    {
        ReportInput input = FakeComparison.Create(1);
        ReportInput undecided = With(input, [.. input.Results.Comparisons.Select(test => test with { Significant = false })]);
        Assert.NotEmpty(FakeRendering.Page(input).Section("results").WithClass("better"));
        Assert.Empty(FakeRendering.Page(undecided).Section("results").WithClass("better"));

        // intra/inter is the one shown number of which less is better: contrastive has about 0.021, triplet about 0.053.
        ReportInput ratio = With(input, [.. input.Results.Comparisons.Select(test => test with { Significant = test.Metric == MetricCatalog.ScaleFreeRatio })]);
        XElement marked = FakeRendering.Page(ratio).Section("results").WithClass("better").Single();
        Assert.StartsWith("0.02", marked.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_a_test_that_was_recorded_the_other_way_round_as_triplet_minus_contrastive()
    {
        ReportInput input = FakeComparison.Create(1);
        ReportInput turned = With(input, [.. input.Results.Comparisons.Select(test => test with
        {
            First = test.Second,
            Second = test.First,
            Difference = -test.Difference,
            Low = -test.High,
            High = -test.Low,
        })]);
        Assert.Equal(FakeRendering.Text(input), FakeRendering.Text(turned));
    }

    [Fact]
    public void Says_that_a_claim_depends_on_the_form_exactly_where_it_does()
    {
        ReportInput input = FakeComparison.Create(1);
        XElement[] rows = [.. FakeRendering.Page(input).Section("verdicts").Descendants("tbody").Single().Elements("tr")];
        Assert.Equal(input.Results.Claims.Count, rows.Length);
        Assert.Contains(input.Results.Claims, claim => claim.DependsOnForm);
        foreach ((ClaimVerdict claim, XElement row) in input.Results.Claims.Zip(rows))
        {
            Assert.Equal(claim.DependsOnForm, row.Value.Contains("depends on the form", StringComparison.Ordinal));
            Assert.Equal(claim.Numbers.Count, row.Descendants("li").Count());
        }
    }

    [Fact]
    public void Refuses_a_specification_without_arms()
    {
        ReportInput input = FakeComparison.Create(1);
        ComparisonSpec spec = input.Results.Spec with { Arms = [] };
        ArgumentException error = Assert.Throws<ArgumentException>(() => FakeRendering.Text(input with { Results = input.Results with { Spec = spec } }));
        Assert.Contains("4 and 0", error.Message, StringComparison.Ordinal);
    }

    private static ReportInput With(ReportInput input, IReadOnlyList<DeepMetric.Lab.Statistics.PairedComparison> comparisons) =>
        input with { Results = input.Results with { Comparisons = comparisons } };

    private static IEnumerable<string> FirstScreen(XDocument page)
    {
        yield return Plain(page.Descendants("h1").Single());
        yield return Plain(page.WithClass("form").Single());
        yield return Plain(page.WithClass("facts").Single());
        foreach (string id in (string[])["recommendation", "results", "verdicts"])
        {
            foreach (XElement element in page.Section(id).Descendants().Where(element => (element.Name.LocalName is "h2" or "h3" or "p" or "tr" || (element.Name.LocalName == "caption" && (string?)element.Attribute("class") == "shown")) && !element.Ancestors("tr").Any()))
            {
                yield return element.Name.LocalName == "tr" ? string.Join(" | ", element.Elements().Select(Plain)) : Plain(element);
            }
        }
    }

    // A block inside a cell starts on a line of its own, so it needs a space here.
    private static string Plain(XElement element) =>
        string.Join(' ', string.Concat(element.DescendantNodes().OfType<XText>().Select(text =>
            ((string?)text.Parent!.Attribute("class") is "interval" or "id" or "value" or "tag" or "small" || text.Parent.Name.LocalName == "li" ? " " : string.Empty) + text.Value))
            .Split((char[])[' ', '\n', '\u00A0'], StringSplitOptions.RemoveEmptyEntries));
}
