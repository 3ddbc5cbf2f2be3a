using System.IO.Compression;
using System.Text.Json.Nodes;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataImportTests
{
    [Fact]
    public void A_folder_becomes_a_data_set_by_its_path()
    {
        using var cli = new DataCli();
        string source = cli.Images("Meine Bilder", ["a", "b ü"], 3);
        CliOutcome outcome = cli.Run("data", "import", source, "--as", "pets", "--data-root", cli["new root"], "--quiet");
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check("data-import", outcome.Output);
        Assert.Equal(6, Directory.EnumerateFiles(cli["new root", "pets"], "*.bmp", SearchOption.AllDirectories).Count());
        Assert.Equal(ExitCodes.Usage, cli.Run("compare", "--dataset", cli["new root", "pets"]).Code);
        Assert.Equal("pets", cli.Data!.Name);
    }

    [Fact]
    public void An_archive_becomes_a_data_set_by_its_name()
    {
        using var cli = new DataCli();
        string archive = CifarArchive(cli);
        JsonNode report = JsonNode.Parse(cli.Run("data", "import", archive, "--as", "cifar10", "--data-root", cli["root"], "--json").Output)!;
        Assert.Equal(30, (int)report["found"]!["items"]!);
        Assert.Equal($"deepmetric compare --dataset cifar10 --data-root {cli["root"]}".Replace(cli.Folder, "(folder)", StringComparison.Ordinal), (string)report["command"]!);
        Assert.Equal(ExitCodes.Usage, cli.Run("compare", "--dataset", "cifar10", "--data-root", cli["root"]).Code);
        Assert.Equal((20, 10), (cli.Data!.Train.Count, cli.Data.Test.Count));
    }

    [Fact]
    public void Files_that_are_there_are_kept_unless_they_are_to_be_replaced_or_added_to()
    {
        using var cli = new DataCli();
        cli.Images("one", ["a", "b"], 2);
        cli.Images("two", ["c"], 2);
        string[] root = ["--as", "pets", "--data-root", cli["root"]];
        Assert.Equal(ExitCodes.Success, cli.Run(["data", "import", cli["one"], .. root]).Code);
        Dictionary<string, (DateTime, long)> before = DataCli.Files(cli["root"]);
        CliOutcome refused = cli.Run(["data", "import", cli["two"], .. root]);
        Assert.Equal(ExitCodes.Usage, refused.Code);
        Assert.Equal(
            $"deepmetric: expected no data set pets in '{Path.Combine("(folder)", "root")}', found files in '{Path.Combine("(folder)", "root", "pets")}'. Add --replace or --merge, or choose another folder.",
            refused.Error);
        Assert.Equal(before, DataCli.Files(cli["root"]));

        Assert.Equal(6, Items(cli.Run(["data", "import", cli["two"], "--merge", "--json", .. root])));
        Assert.Equal(2, Items(cli.Run(["data", "import", cli["two"], "--replace", "--json", .. root])));
    }

    [Fact]
    public void A_part_of_a_data_set_is_kept_and_what_is_missing_is_said()
    {
        using var cli = new DataCli();
        cli.Images("cars_train", ["x"], 1);
        CliOutcome outcome = cli.Run("data", "import", cli["cars_train"], "--as", "cub200", "--data-root", cli["root"], "--quiet");
        Assert.Equal(ExitCodes.Success, outcome.Code);
        Assert.Contains("not whole yet", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("images.txt", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_leaves_the_data_root_as_it_was()
    {
        using var cli = new DataCli();
        byte[] bytes = File.ReadAllBytes(CifarArchive(cli));
        File.WriteAllBytes(cli["half.zip"], bytes[..(bytes.Length / 2)]);
        Directory.CreateDirectory(cli["root"]);
        CliOutcome outcome = cli.Run("data", "import", cli["half.zip"], "--as", "cifar10", "--data-root", cli["root"]);
        Assert.Equal(ExitCodes.Failure, outcome.Code);
        Assert.Contains("half.zip", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli["root"]));
    }

    /// <summary>Ten classes with two training pictures and a test picture each.</summary>
    internal static string CifarArchive(DataCli cli)
    {
        string[] classes = [.. Enumerable.Range(0, 10).Select(i => $"class {i}")];
        cli.Images("pictures/train", classes, 2);
        for (int label = 0; label < classes.Length; label++)
        {
            cli.Image($"pictures/test/{classes[label]}/t.bmp", ((byte)label, 7, 99));
        }

        ZipFile.CreateFromDirectory(cli["pictures"], cli["pictures.zip"]);
        return cli["pictures.zip"];
    }

    private static int Items(CliOutcome outcome)
    {
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        return (int)JsonNode.Parse(outcome.Output)!["found"]!["items"]!;
    }
}
