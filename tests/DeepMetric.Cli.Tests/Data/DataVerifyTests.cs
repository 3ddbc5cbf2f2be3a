using System.Text.Json.Nodes;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataVerifyTests
{
    [Fact]
    public void Without_a_manifest_it_says_how_to_write_one()
    {
        using var cli = new DataCli();
        CliOutcome outcome = cli.Run("data", "verify", cli.Images("Mine", ["a"], 2));
        Assert.Equal(
            new CliOutcome(ExitCodes.Failure, string.Empty, $"deepmetric: {Path.Combine("(folder)", "Mine")}: expected manifest.sha256.json to verify the files by, found none. Add --write-manifest to write one."),
            outcome);
    }

    [Fact]
    public void Changed_missing_and_extra_files_are_named_until_they_are_recorded()
    {
        using var cli = new DataCli();
        string folder = cli.Images("Meine Bilder", ["a", "ü"], 3);
        Assert.Equal(ExitCodes.Success, cli.Run("data", "verify", folder, "--write-manifest").Code);
        Assert.Equal(ExitCodes.Success, cli.Run("data", "verify", folder).Code);

        cli.Image("Meine Bilder/a/bild 1 ü.bmp", (1, 2, 3));
        File.Delete(Path.Combine(folder, "ü", "bild 2 ü.bmp"));
        File.WriteAllText(Path.Combine(folder, "note.txt"), "new");
        CliOutcome outcome = cli.Run("data", "verify", folder, "--quiet");
        Assert.Equal((ExitCodes.Failure, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check("data-verify", outcome.Output);
        JsonNode json = JsonNode.Parse(cli.Run("data", "verify", folder, "--json").Output)!;
        Assert.False((bool)json["holds"]!);
        Assert.Equal(["a/bild 1 ü.bmp"], json["result"]!["changed"]!["names"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(["ü/bild 2 ü.bmp"], json["result"]!["missing"]!["names"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(["note.txt"], json["result"]!["extra"]!["names"]!.AsArray().Select(name => (string)name!));

        Assert.Equal(ExitCodes.Success, cli.Run("data", "verify", folder, "--write-manifest").Code);
        Assert.Equal(ExitCodes.Success, cli.Run("data", "verify", folder).Code);
    }

    [Fact]
    public void A_named_data_set_is_found_in_a_data_root_even_where_it_is_not_whole()
    {
        using var cli = new DataCli();
        cli.Images("cub200/images", ["001.Bird"], 1);
        Assert.Equal(ExitCodes.Success, cli.Run("data", "verify", "cub200", "--data-root", cli.Folder, "--write-manifest").Code);
        CliOutcome missing = cli.Run("data", "verify", "sop", "--data-root", cli.Folder);
        Assert.Equal(ExitCodes.Failure, missing.Code);
        Assert.Contains("The data set sop was not found", missing.Error, StringComparison.Ordinal);
    }
}
