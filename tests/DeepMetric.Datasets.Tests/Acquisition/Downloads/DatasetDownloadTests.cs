using System.Security.Cryptography;
using static DeepMetric.Datasets.Tests.LoopbackServer;

namespace DeepMetric.Datasets.Tests;

/// <summary>Download, check, extract and place, all of it or nothing.</summary>
public sealed class DatasetDownloadTests : IDisposable
{
    private static readonly DatasetDownloadOptions _quick = new() { Download = new() { FirstDelay = TimeSpan.FromMilliseconds(1), MaxAttemptsWithoutProgress = 2 } };
    private readonly TestFolder _folder = new();
    private readonly HttpClient _client = Downloader.CreateClient();

    [Fact]
    public async Task Several_files_become_one_data_set_and_the_archives_go()
    {
        await using var server = Serve();
        var downloading = new SteppingProgress<DownloadProgress>();
        var importing = new SteppingProgress<ImportProgress>();
        DatasetDownloadResult result = await DatasetDownload.RunAsync(Source(server), _folder.Path, _client, _quick, downloading, importing, TestContext.Current.CancellationToken);
        Assert.Equal(["images_background/1.png=one", "images_evaluation/2.png=two"], TestFolder.Content(result.Import.Folder).Where(file => !file.StartsWith("import", StringComparison.Ordinal)));
        Assert.Equal(["omniglot"], TestFolder.Names(_folder.Path));
        Assert.Equal(2, result.Files.Count);
        Assert.NotEmpty(downloading.Reports);
        Assert.NotEmpty(importing.Reports);
    }

    [Fact]
    public async Task Archives_stay_when_they_are_to_be_kept()
    {
        await using var server = Serve();
        await DatasetDownload.RunAsync(Source(server), _folder.Path, _client, _quick with { KeepArchives = true }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a.zip", "b.zip"], TestFolder.Names(_folder[".downloads/omniglot"]));
    }

    [Fact]
    public async Task A_file_that_fails_leaves_no_data_set_and_the_other_file_for_the_next_time()
    {
        bool works = false;
        await using var server = new LoopbackServer(request => request.Path == "a.zip" ? Answer.Whole(First()) : works ? Answer.Whole(Second()) : Answer.Error("503 Service Unavailable"));
        await Assert.ThrowsAsync<DownloadFailedException>(() => DatasetDownload.RunAsync(Source(server), _folder.Path, _client, _quick, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal([".downloads"], TestFolder.Names(_folder.Path));
        works = true;
        DatasetDownloadResult result = await DatasetDownload.RunAsync(Source(server), _folder.Path, _client, _quick, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, result.Import.Files);
        Assert.Null(result.Files[0].From);
        Assert.Single(server.Requests, request => request.Path == "a.zip");
    }

    [Fact]
    public async Task Nothing_is_asked_for_when_the_data_set_is_there()
    {
        await using var server = Serve();
        _folder.Write("omniglot/mine", [1]);
        await Assert.ThrowsAsync<IOException>(() => DatasetDownload.RunAsync(Source(server), _folder.Path, _client, _quick, cancellation: TestContext.Current.CancellationToken));
        Assert.Empty(server.Requests);
        DatasetDownloadOptions replace = _quick with { Import = new() { Mode = ImportMode.Replace } };
        await DatasetDownload.RunAsync(Source(server), _folder.Path, _client, replace, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["images_background", "images_evaluation", "import.json"], TestFolder.Names(_folder["omniglot"]));
    }

    [Theory]
    [InlineData("cars196")]
    [InlineData("inshop")]
    public async Task A_set_without_addresses_says_what_a_person_does(string name)
    {
        DownloadUnavailableException error = await Assert.ThrowsAsync<DownloadUnavailableException>(() => DatasetDownload.RunAsync(name, _folder.Path, _client, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(DownloadCatalog.Find(name)!.Instructions, error.Instructions);
        Assert.Empty(TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_the_known_ones() =>
        Assert.Contains("tiny-imagenet", (await Assert.ThrowsAsync<ArgumentException>(() => DatasetDownload.RunAsync("imagenet", _folder.Path, _client, cancellation: TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    // The time of an entry is part of the bytes: made once, they are the same for the server and the checksum.
    private static readonly byte[] _first = ArchiveBytes.Zip(("images_background/1.png", ArchiveBytes.Text("one")));
    private static readonly byte[] _second = ArchiveBytes.Zip(("images_evaluation/2.png", ArchiveBytes.Text("two")));

    private static byte[] First() => _first;

    private static byte[] Second() => _second;

    private static LoopbackServer Serve() => new(request => Answer.Whole(request.Path == "a.zip" ? First() : Second()));

    private static DatasetSource Source(LoopbackServer server) =>
        new("omniglot", "Omniglot", new("http://127.0.0.1/"), "MIT", "Cite somebody.", [File(server, "a.zip", First()), File(server, "b.zip", Second())]);

    private static DownloadFile File(LoopbackServer server, string name, byte[] content) =>
        new(name, [server[name]], content.Length, new(ChecksumKind.Sha256, Convert.ToHexStringLower(SHA256.HashData(content))));
}
