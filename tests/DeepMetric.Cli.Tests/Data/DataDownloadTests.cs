using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DeepMetric.Datasets;
using DeepMetric.Datasets.Tests;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataDownloadTests
{
    private const string Etag = "ETag: \"one\"";

    [Fact]
    public async Task A_data_set_is_fetched_checked_and_imported_though_the_connection_is_cut()
    {
        using var cli = new DataCli();
        byte[] archive = File.ReadAllBytes(DataImportTests.CifarArchive(cli));
        int requests = 0;
        await using var server = new LoopbackServer(request => LoopbackServer.Answer.Rest(archive, request, ++requests == 1 ? archive.Length / 2 : int.MaxValue, Etag));
        cli.Service = Serving(cli, server, archive);
        CliOutcome outcome = cli.Run("data", "download", "cifar10", "--data-root", cli["root"], "--accept-licence", "--quiet");
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check("data-download", outcome.Output.Replace(server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "(port)", StringComparison.Ordinal));
        Assert.Equal([0, archive.Length / 2], server.Requests.Select(request => request.From));
        Assert.Equal(["cifar10"], Directory.EnumerateFileSystemEntries(cli["root"]).Select(entry => Path.GetFileName(entry)));
        Assert.Equal(ExitCodes.Usage, cli.Run("compare", "--dataset", "cifar10", "--data-root", cli["root"]).Code);
        Assert.Equal(20, cli.Data!.Train.Count);
    }

    [Fact]
    public async Task What_arrived_is_kept_when_the_address_fails_and_gone_on_with_the_next_time()
    {
        using var cli = new DataCli();
        byte[] archive = File.ReadAllBytes(DataImportTests.CifarArchive(cli));
        bool isUp = false;
        await using var server = new LoopbackServer(request => request.From == 0 ? LoopbackServer.Answer.Rest(archive, request, 1000, Etag) : isUp ? LoopbackServer.Answer.Rest(archive, request, int.MaxValue, Etag) : LoopbackServer.Answer.Error("404 Not Found"));
        cli.Service = Serving(cli, server, archive);
        CliOutcome failed = cli.Run("data", "download", "cifar10", "--data-root", cli["root"], "--accept-licence");
        Assert.Equal(ExitCodes.Failure, failed.Code);
        Assert.Contains("pictures.zip could not be downloaded", failed.Error, StringComparison.Ordinal);
        isUp = true;
        JsonNode report = JsonNode.Parse(cli.Run("data", "download", "cifar10", "--data-root", cli["root"], "--accept-licence", "--json").Output)!;
        Assert.Equal(30, (int)report["found"]!["items"]!);
        Assert.Equal(1000, server.Requests[^1].From);
    }

    [Fact]
    public async Task Wrong_bytes_are_no_data_set()
    {
        using var cli = new DataCli();
        byte[] archive = File.ReadAllBytes(DataImportTests.CifarArchive(cli));
        byte[] wrong = [.. archive];
        wrong[^1] ^= 1;
        await using var server = new LoopbackServer(request => LoopbackServer.Answer.Whole(wrong));
        cli.Service = Serving(cli, server, archive);
        CliOutcome outcome = cli.Run("data", "download", "cifar10", "--data-root", cli["root"], "--accept-licence");
        Assert.Equal(ExitCodes.Failure, outcome.Code);
        Assert.Contains("SHA-256", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cli["root", "cifar10"]));
    }

    [Fact]
    public async Task Nothing_is_fetched_before_the_terms_are_accepted()
    {
        using var cli = new DataCli();
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer.Error("404 Not Found"));
        cli.Service = Serving(cli, server, [1]);
        CliOutcome outcome = cli.Run("data", "download", "cifar10", "--data-root", cli["root"]);
        Assert.Equal(
            (ExitCodes.Usage, "deepmetric: --accept-licence: expected it where nobody can be asked, found none. The licence of cifar10: for tests. Cite nobody."),
            (outcome.Code, outcome.Error));
        Assert.Contains("licence          for tests", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.False(Directory.Exists(cli["root"]));
    }

    [Fact]
    public void A_data_set_without_an_address_has_instructions()
    {
        using var cli = new DataCli();
        CliOutcome outcome = cli.Run("data", "download", "cars196", "--data-root", cli["root"], "--accept-licence");
        Assert.Equal((ExitCodes.Failure, string.Empty), (outcome.Code, outcome.Output));
        Assert.StartsWith("deepmetric: The data set cars196 cannot be downloaded by a program. Stanford no longer serves the files.", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cli["root"]));
    }

    [Fact]
    public async Task Files_that_are_there_are_not_fetched_again_unless_they_are_to_be_replaced()
    {
        using var cli = new DataCli();
        byte[] archive = File.ReadAllBytes(DataImportTests.CifarArchive(cli));
        await using var server = new LoopbackServer(request => LoopbackServer.Answer.Rest(archive, request, int.MaxValue, Etag));
        cli.Service = Serving(cli, server, archive);
        string[] command = ["data", "download", "cifar10", "--data-root", cli["root"], "--accept-licence"];
        Assert.Equal(ExitCodes.Success, cli.Run(command).Code);
        Assert.Equal(ExitCodes.Usage, cli.Run(command).Code);
        Assert.Single(server.Requests);
        Assert.Equal(ExitCodes.Success, cli.Run([.. command, "--replace", "--keep-archives"]).Code);
        Assert.True(File.Exists(cli["root", ".downloads", "cifar10", "pictures.zip"]));
    }

    private static Cli.Data.DataService Serving(DataCli cli, LoopbackServer server, byte[] archive)
    {
        var file = new DownloadFile("pictures.zip", [server["pictures.zip"]], archive.Length, new(ChecksumKind.Sha256, Convert.ToHexStringLower(SHA256.HashData(archive))));
        var source = new DatasetSource("cifar10", "Pictures", server["page"], "for tests", "Cite nobody.", [file]);
        return cli.Service with
        {
            SourceOf = name => name == "cifar10" ? source : null,
            Downloading = new DownloadOptions { FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.Zero, MaxAttemptsWithoutProgress = 2 },
        };
    }
}
