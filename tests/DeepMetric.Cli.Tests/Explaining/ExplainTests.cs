using System.Text.Json.Nodes;
using DeepMetric.Cli.Explaining;
using DeepMetric.Losses;

namespace DeepMetric.Cli.Tests.Explaining;

public sealed class ExplainTests
{
    [Theory]
    [InlineData("losses", "ntxent")]
    [InlineData("miners", "batch-hard")]
    [InlineData("distances", "lp")]
    [InlineData("distances", "cosine")]
    [InlineData("reducers", "nonzero-mean")]
    [InlineData("regularizers", "lp")]
    [InlineData("samplers", "class-balanced")]
    public void Lists_what_there_is_of_a_kind(string kind, string name)
    {
        using var cli = new FakeCli();
        CliOutcome drawn = Cultures.Same(() => cli.Run("list", kind));
        Assert.Equal((ExitCodes.Success, string.Empty), (drawn.Code, drawn.Error));
        Assert.Contains($" {name} ", drawn.Output, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(cli.Run("list", kind, "--json").Output)!;
        Assert.Equal(kind, (string?)json["kind"]);
        Assert.Contains(name, json["items"]!.AsArray().Select(item => (string?)item!["name"]));
    }

    [Fact]
    public void Every_loss_of_the_catalogue_is_listed()
    {
        using var cli = new FakeCli();
        JsonNode json = JsonNode.Parse(cli.Run("list", "losses", "--json").Output)!;
        Assert.Equal(LossCatalog.Names, json["items"]!.AsArray().Select(item => (string)item!["name"]!));
    }

    [Fact]
    public void Every_catalogue_of_the_library_is_what_is_listed()
    {
        int found = 0;
        foreach (CatalogKind kind in LibraryCatalog.Kinds)
        {
            string name = char.ToUpperInvariant(kind.Singular[0]) + kind.Singular[1..];
            Type? catalogue = typeof(LossCatalog).Assembly.GetExportedTypes().FirstOrDefault(type => type.Name == $"{name}Catalog");
            if (catalogue?.GetProperty("Names")?.GetValue(null) is IEnumerable<string> names)
            {
                found++;
                Assert.True(names.SequenceEqual(kind.Items.Select(item => item.Name)), $"{catalogue.Name} has other names than 'list {kind.Plural}'");
            }
        }

        Assert.Equal(LibraryCatalog.Kinds.Count, found);
    }

    [Fact]
    public void Explains_a_loss_as_approved()
    {
        using var cli = new FakeCli();
        Approved.Check("explain-supcon", Cultures.Same(() => cli.Run("explain", "supcon")).Output);
        Approved.Check("explain-contrastive", Cultures.Same(() => cli.Run("explain", "contrastive")).Output);
    }

    [Fact]
    public void Explains_a_class_by_its_name_and_says_what_else_is_called_so()
    {
        using var cli = new FakeCli();
        Assert.Contains("A regularizer is called lp too: deepmetric explain LpRegularizer", cli.Run("explain", "lp").Output, StringComparison.Ordinal);
        Assert.StartsWith("lp (regularizer, LpRegularizer)", cli.Run("explain", "LpRegularizer").Output, StringComparison.Ordinal);
        Assert.StartsWith("ntxent (loss, NTXentLoss)", cli.Run("explain", "ntxentloss").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_listed_can_be_explained()
    {
        using var cli = new FakeCli { Width = 60 };
        CatalogItem[] all = [.. LibraryCatalog.Kinds.SelectMany(kind => kind.Items)];
        Assert.True(all.Length > 15, $"only {all.Length} things have a name");
        Assert.All(all, item =>
        {
            CliOutcome outcome = cli.Run("explain", item.Class);
            Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
            Assert.False(string.IsNullOrWhiteSpace(item.Summary), $"{item.Class} has no summary");
            Assert.All(item.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Summary), $"{item.Class}: nothing is said of {option.Name}"));
        });
    }

    [Fact]
    public void Json_has_the_options_with_types_defaults_and_ranges()
    {
        using var cli = new FakeCli { Width = 20 };
        JsonNode item = JsonNode.Parse(cli.Run("explain", "ntxent", "--json").Output)!["item"]!;
        Assert.Equal(("loss", "ntxent", "NTXentLoss", "pair"), ((string?)item["kind"], (string?)item["name"], (string?)item["class"], (string?)item["term"]));
        JsonNode option = item["options"]![0]!;
        Assert.Equal(("temperature", "number", "0.07", "1e-6 or more"), ((string?)option["name"], (string?)option["type"], (string?)option["default"], (string?)option["range"]));
        JsonNode margin = JsonNode.Parse(cli.Run("explain", "triplet", "--json").Output)!["item"]!["options"]![0]!;
        Assert.Equal(("1", "0.05"), ((string?)margin["default"], (string?)margin["inForms"]!["pml"]));
    }

    [Theory]
    [InlineData("Did you mean ntxent?", "explain", "ntxnet")]
    [InlineData("Did you mean supconloss?", "explain", "SupConLos")]
    [InlineData("found 'zzzzzz'.", "explain", "zzzzzz")]
    [InlineData("Did you mean losses?", "list", "loses")]
    [InlineData("expected a KIND, found none", "list")]
    [InlineData("expected a NAME, found none", "explain")]
    [InlineData("expected --markdown DIR beside it", "explain", "--all")]
    [InlineData("expected --all beside them", "explain", "ntxent", "--markdown", "x")]
    [InlineData("expected no NAME beside it", "explain", "ntxent", "--all", "--markdown", "x")]
    public void What_cannot_be_right_is_refused_in_one_line(string expected, params string[] arguments)
    {
        using var cli = new FakeCli();
        CliOutcome outcome = cli.Run(arguments);
        Assert.Equal(ExitCodes.Usage, outcome.Code);
        Assert.Equal(string.Empty, outcome.Output);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_native_library_of_torch_is_loaded_for_it()
    {
        Assert.SkipUnless(File.Exists("/proc/self/maps"), "The system does not tell what is loaded.");
        using var cli = new FakeCli();
        Assert.All(LibraryCatalog.KindNames, kind => Assert.Equal(ExitCodes.Success, cli.Run("list", kind).Code));
        Assert.All(LibraryCatalog.Losses, loss => Assert.Equal(ExitCodes.Success, cli.Run("explain", loss.Name).Code));
        Assert.Contains("libcoreclr", File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
        Assert.DoesNotContain("torch", string.Join('\n', File.ReadLines("/proc/self/maps").Where(line => line.EndsWith(".so", StringComparison.Ordinal))), StringComparison.OrdinalIgnoreCase);
    }
}
