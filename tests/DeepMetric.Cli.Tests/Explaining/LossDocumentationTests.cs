using System.Globalization;
using System.Reflection;
using DeepMetric.Cli.Explaining;
using DeepMetric.Cli.Explaining.Pages;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;
using DeepMetric.Losses;

namespace DeepMetric.Cli.Tests.Explaining;

public sealed class LossDocumentationTests
{
    private static readonly string Folder = RepositoryFolder.Of("docs/losses");
    private static readonly string Measurements = RepositoryFolder.Of("benchmarks/results/losses-on-digits.json");

    public static TheoryData<string> Losses => [.. LossCatalog.Names];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_says_formula_when_cost_and_paper(string name)
    {
        CatalogItem loss = LibraryCatalog.Find(name)[0];
        Assert.Equal("loss", loss.Kind);
        Assert.All((string?[])[loss.Summary, loss.Formula, loss.When, loss.Cost, loss.Paper], text => Assert.False(string.IsNullOrWhiteSpace(text), $"{loss.Class}: a section is missing"));
        Assert.True(loss.Term is "pair" or "triplet" or "sample" or "class", $"{loss.Class} declares no Unit; set Unit at its entry in LossCatalog");
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_option_says_what_it_is_and_its_true_default(string name)
    {
        LossEntry entry = LossCatalog.Find(name);
        IReadOnlyList<OptionFacts> options = LibraryCatalog.Find(name)[0].Options;
        Assert.Equal(entry.OptionsType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Count(property => property.SetMethod is not null), options.Count);
        Assert.All(options, option =>
        {
            PropertyInfo property = entry.OptionsType.GetProperty(char.ToUpperInvariant(option.Name[0]) + option.Name[1..])!;
            string? written = OptionReader.DefaultIn(LibraryDocumentation.Embedded.Value(property));
            Assert.False(string.IsNullOrWhiteSpace(option.Summary), $"{entry.OptionsType.Name}.{property.Name} has no summary");
            Assert.True(written is not null, $"{entry.OptionsType.Name}.{property.Name} has no <value>Default ….</value>");
            if (bool.TryParse(option.Default, out bool truth))
            {
                Assert.Equal(truth ? "true" : "false", written);
            }
            else if (double.TryParse(option.Default, CultureInfo.InvariantCulture, out double number) && double.TryParse(written, CultureInfo.InvariantCulture, out double said))
            {
                Assert.Equal(number, said, 1e-9 * Math.Max(1, Math.Abs(number)));
            }
        });
    }

    [Fact]
    public void Its_pages_are_those_that_the_command_writes()
    {
        IReadOnlyDictionary<string, string> expected = LossPages.Of(LibraryCatalog.Losses, JsonFile.Read<LossMeasurements>(Measurements));
        string[] stale = [.. expected.Where(page => !File.Exists(Path.Combine(Folder, page.Key)) || File.ReadAllText(Path.Combine(Folder, page.Key)).ReplaceLineEndings("\n") != page.Value).Select(page => page.Key)];
        string[] surplus = [.. Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileName(file)).Except(expected.Keys)];
        Assert.True(stale.Length + surplus.Length == 0, $"stale, missing or of no loss in docs/losses: {string.Join(", ", stale.Concat(surplus))}. Run: {LossPage.Command}");
    }

    [Fact]
    public void Its_measurements_are_of_losses_that_exist() =>
        Assert.All(JsonFile.Read<LossMeasurements>(Measurements).Losses, loss => Assert.Contains(loss.Key, LossCatalog.Names));

    [Fact]
    public void Every_page_has_the_same_sections()
    {
        string[] sections = ["Formula", "When", "Options", "Cost", "Paper and differences", "Laws", "Measured here"];
        Assert.All(LossPages.Of(LibraryCatalog.Losses, null).Where(page => page.Key != "README.md"), page =>
            Assert.Equal(sections, page.Value.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..])));
    }

    [Fact]
    public void A_page_of_a_loss_that_is_no_more_is_deleted_and_a_page_of_ones_own_is_not()
    {
        string folder = Directory.CreateTempSubdirectory("deepmetric-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "gone.md"), $"{LossPage.Marker} -->\n");
            File.WriteAllText(Path.Combine(folder, "mine.md"), "Mine.\n");
            LossPages.Write(folder, LibraryCatalog.Losses, null);
            string[] found = [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file))];
            Assert.Equal(LossCatalog.Names.Select(name => $"{name}.md").Concat(["README.md", "mine.md"]).Order(), found.Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("a * b < c", @"a \* b \< c")]
    [InlineData("s_an and Σ_n and Σ_{p in P}", "s_an and Σ_n and Σ_{p in P}")]
    [InlineData("|x|_2, _a_", @"|x|\_2, \_a\_")]
    [InlineData("the option `a_*b`", "the option `a_*b`")]
    public void A_formula_is_not_taken_for_markup(string text, string expected) => Assert.Equal(expected, MarkdownText.Of(text));
}
