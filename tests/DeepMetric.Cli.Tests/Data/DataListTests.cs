using System.Text.Json.Nodes;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataListTests
{
    [Fact]
    public void The_table_reads_as_approved()
    {
        using var cli = new DataCli();
        cli.Images("cifar10/train", [.. Enumerable.Range(0, 10).Select(i => $"class {i}")], 2);
        cli.Images("cifar10/test", [.. Enumerable.Range(0, 10).Select(i => $"class {i}")], 1);
        cli.Images("cifar100/train", ["one"], 2);
        cli.Images("cifar100/test", ["one"], 1);
        CliOutcome outcome = Cultures.Same(() => cli.Run("data", "list", "--data-root", cli.Folder));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check("data-list", outcome.Output);
    }

    [Fact]
    public void Json_has_every_data_set_of_the_catalogue()
    {
        using var cli = new DataCli();
        JsonArray entries = JsonNode.Parse(cli.Run("data", "list", "--json").Output)!["datasets"]!.AsArray();
        Assert.Equal(DatasetCatalog.Names, entries.Select(entry => (string)entry!["name"]!));
        Assert.All(entries, entry =>
        {
            bool isAvailable = (bool)entry!["isAvailable"]!;
            Assert.Equal((bool)entry["isBuiltIn"]!, isAvailable);
            Assert.Equal(isAvailable, entry["howToGet"] is null);
            Assert.InRange((int)entry["items"]!, 1, 200_000);
        });
    }

    [Theory]
    [InlineData(DatasetCatalog.Digits)]
    [InlineData(DatasetCatalog.Synthetic)]
    [InlineData(DatasetCatalog.SyntheticModes)]
    public void The_published_figures_of_built_in_sets_are_those_that_load(string name)
    {
        DatasetSplit split = DatasetCatalog.Load(name, cancellation: TestContext.Current.CancellationToken);
        PublishedFacts facts = PublishedFacts.Find(name)!;
        Assert.Equal(split.Train.Count + split.Test.Count, facts.Items);
        Assert.Equal(split.ClassNames.Count, facts.Classes);
        Assert.Equal(FormattableString.Invariant($"{split.Train.Count:N0} / {split.Test.Count:N0}"), facts.Parts);
        Assert.Equal(split.Licence, facts.Licence);
    }
}
