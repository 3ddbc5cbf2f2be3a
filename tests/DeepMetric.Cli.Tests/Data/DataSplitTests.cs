using System.Text.Json.Nodes;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataSplitTests
{
    [Fact]
    public void A_saved_split_reads_as_approved()
    {
        using var cli = new DataCli();
        string folder = cli.Images("meine Bilder", ["Bäume/Ahorn", "Bäume/Eiche alt", "Tiere 動物/狐", "Tiere 動物/Éléphant"], 5);
        CliOutcome outcome = Cultures.Same(() => cli.Run("data", "split", folder, "--split", "closed-set", "--validation-share", "0.25", "--out", cli["split.json"], "--quiet"));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check("data-split", outcome.Output);
    }

    [Theory]
    [InlineData("closed-set", "json")]
    [InlineData("closed-set", "csv")]
    [InlineData("class-disjoint", "json")]
    [InlineData("class-disjoint", "csv")]
    public void A_saved_split_is_what_compare_loads(string kind, string format)
    {
        using var cli = new DataCli();
        string folder = cli.Images("meine Bilder", ["Bäume/Ahorn", "Bäume/Eiche alt", "Tiere 動物/狐", "Tiere 動物/Éléphant"], 5);
        string[] broken = ["Tiere 動物/狐/halb.bmp", "Bäume/Ahorn/leer.png"];
        File.WriteAllText(cli["meine Bilder", "Tiere 動物", "狐", "halb.bmp"], "BM");
        File.WriteAllBytes(cli["meine Bilder", "Bäume", "Ahorn", "leer.png"], []);

        CliOutcome refused = cli.Run("data", "split", folder, "--split", kind, "--out", cli[$"split.{format}"]);
        Assert.Equal((ExitCodes.Failure, false), (refused.Code, File.Exists(cli[$"split.{format}"])));
        Assert.Contains("leer.png", refused.Error, StringComparison.Ordinal);

        JsonNode saved = Split(cli, folder, "--split", kind, "--seed", "3", "--skip-broken", "--out", cli[$"split.{format}"]);
        Assert.Equal(2, (int)saved["broken"]!["count"]!);
        CheckThatItLoads(cli, saved, folder, "--split", cli[$"split.{format}"], "--skip-broken");
        Assert.DoesNotContain(cli.Data!.Train.ItemNames!.Concat(cli.Data.Test.ItemNames!), broken.Contains);
        Assert.Equal(kind == "class-disjoint", cli.Data.IsClassDisjoint);
    }

    [Fact]
    public void Every_fold_has_a_file_that_compare_loads()
    {
        using var cli = new DataCli();
        string folder = cli.Images("set", [.. Enumerable.Range(0, 8).Select(i => $"class {i}")], 3);
        JsonNode saved = Split(cli, folder, "--split", "class-disjoint", "--folds", "4", "--out", cli["s.json"]);
        JsonArray splits = saved["splits"]!.AsArray();
        Assert.Equal(4, splits.Count);
        Assert.Equal(4, splits.Select(split => (string)split!["sha256"]!).Distinct().Count());
        for (int fold = 1; fold <= 4; fold++)
        {
            Assert.Equal(ExitCodes.Usage, cli.Run("compare", "--dataset", folder, "--split", cli[$"s-fold-{fold}-of-4.json"]).Code);
            Assert.Equal(fold, cli.Data!.Plan!.Fold);
            Assert.Equal((string)splits[fold - 1]!["sha256"]!, cli.Data.Plan.Sha256);
            Assert.Equal((9, 3, 12), (cli.Data.Train.Count, cli.Data.Validation!.Count, cli.Data.Test.Count));
        }

        Assert.False(File.Exists(cli["s.json"]));
    }

    [Theory]
    [InlineData("digits")]
    [InlineData("synthetic")]
    public void A_split_of_a_built_in_set_is_what_compare_loads(string name)
    {
        using var cli = new DataCli();
        JsonNode saved = Split(cli, name, "--split", "closed-set", "--seed", "7", "--validation-share", "0.1", "--leaks", "drop", "--out", cli["s.json"]);
        CheckThatItLoads(cli, saved, name, "--split", cli["s.json"]);
        Assert.Equal(7, cli.Data!.Plan!.Seed);
    }

    [Fact]
    public void A_split_of_vectors_is_what_compare_loads()
    {
        using var cli = new DataCli();
        File.WriteAllLines(cli["v.csv"], ["label,e0,e1", .. Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i % 4},{i},{i * i}"))]);
        JsonNode saved = Split(cli, cli["v.csv"], "--split", "closed-set", "--out", cli["s.csv"]);
        CheckThatItLoads(cli, saved, cli["v.csv"], "--split", cli["s.csv"]);
        Assert.Equal((32, 8), (cli.Data!.Train.Count, cli.Data.Test.Count));
    }

    [Fact]
    public void Duplicates_are_refused_dropped_or_allowed_as_asked()
    {
        using var cli = new DataCli();
        string folder = cli.Images("set", ["a", "b"], 6);
        for (int i = 0; i < 6; i++)
        {
            File.Copy(cli["set", "a", $"bild {i} ü.bmp"], cli["set", "b", $"copy {i}.bmp"]);
        }

        CliOutcome refused = cli.Run("data", "split", folder, "--split", "class-disjoint", "--out", cli["s.json"]);
        Assert.Equal((ExitCodes.Failure, false), (refused.Code, File.Exists(cli["s.json"])));
        Assert.Contains("6 test items have the content of a training item", refused.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was saved: add --leaks drop to take such test items out, or --leaks allow to keep them.", refused.Error, StringComparison.Ordinal);

        JsonNode dropped = Split(cli, folder, "--split", "class-disjoint", "--leaks", "drop", "--out", cli["s.json"]);
        Assert.Equal((6, 6, 6), ((int)dropped["splits"]![0]!["dropped"]!, (int)dropped["splits"]![0]!["duplicates"]!, (int)dropped["splits"]![0]!["unassigned"]!));
        CheckThatItLoads(cli, dropped, folder, "--split", cli["s.json"]);
        Assert.Equal((6, 6), (cli.Data!.Train.Count, cli.Data.Test.Count));

        JsonNode allowed = Split(cli, folder, "--split", "class-disjoint", "--leaks", "allow", "--out", cli["s.json"]);
        Assert.EndsWith(" --leaks allow", (string)allowed["command"]!, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, cli.Run("compare", "--dataset", folder, "--split", cli["s.json"]).Code);
        CheckThatItLoads(cli, allowed, folder, "--split", cli["s.json"], "--leaks", "allow");
    }

    [Fact]
    public void An_official_split_with_duplicates_is_kept_and_its_command_works()
    {
        using var cli = new DataCli();
        cli.Images("set/train", ["a", "b"], 3);
        cli.Images("set/test", ["a", "b"], 2);
        foreach ((string file, string leaks) in ((string, string)[])[("s.json", ""), ("s.csv", " --leaks allow")])
        {
            JsonNode saved = Split(cli, cli["set"], "--out", cli[file]);
            Assert.Equal((4, 0), ((int)saved["splits"]![0]!["duplicates"]!, (int)saved["splits"]![0]!["dropped"]!));
            string command = (string)saved["command"]!;
            Assert.EndsWith(Path.Combine("(folder)", file) + leaks, command, StringComparison.Ordinal);
            CheckThatItLoads(cli, saved, cli["set"], ["--split", cli[file], .. leaks.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        }
    }

    private static JsonNode Split(DataCli cli, string dataset, params string[] options)
    {
        CliOutcome outcome = cli.Run(["data", "split", dataset, "--json", .. options]);
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        return JsonNode.Parse(outcome.Output)!;
    }

    private static void CheckThatItLoads(DataCli cli, JsonNode saved, string dataset, params string[] options)
    {
        CliOutcome loaded = cli.Run(["compare", "--dataset", dataset, .. options]);
        Assert.Equal((ExitCodes.Usage, $"deepmetric: {DataCli.Loaded}"), (loaded.Code, loaded.Error));
        JsonNode split = saved["splits"]![0]!;
        Assert.Equal((string)split["sha256"]!, cli.Data!.Plan!.Sha256);
        Dictionary<string, int> parts = split["parts"]!.AsArray().ToDictionary(part => (string)part!["part"]!, part => (int)part!["items"]!);
        Assert.Equal(parts["train"], cli.Data.Train.Count);
        Assert.Equal(parts["test"], cli.Data.Test.Count);
        Assert.Equal(parts.GetValueOrDefault("validation"), cli.Data.Validation?.Count ?? 0);
    }
}
