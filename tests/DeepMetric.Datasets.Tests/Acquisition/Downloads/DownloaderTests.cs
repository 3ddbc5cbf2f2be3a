using System.Security.Cryptography;
using static DeepMetric.Datasets.Tests.LoopbackServer;

namespace DeepMetric.Datasets.Tests;

/// <summary>Downloads from a real server on loopback that cuts, lies, stalls and goes in circles.</summary>
public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)((i * 7) ^ (i >> 8)))];
    private static readonly DownloadOptions _quick = new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(3) };

    private readonly TestFolder _folder = new();
    private readonly HttpClient _client = Downloader.CreateClient();

    [Fact]
    public async Task A_whole_file_arrives_and_nothing_else_is_left()
    {
        await using var server = new LoopbackServer(_ => Answer.Whole(_content));
        var progress = new SteppingProgress<DownloadProgress>();
        DownloadedFile file = await DownloadAsync(File(server["f"]), progress: progress);
        Assert.Equal(_content, await System.IO.File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal(new(_folder["f.bin"], _content.Length, Hash(_content), server["f"], false), file);
        Assert.Equal(["f.bin"], TestFolder.Names(_folder.Path));
        Assert.True(progress.Reports[^1].IsChecking);
        Assert.Contains(progress.Reports, one => one.BytesReceived == _content.Length && one.TotalBytes == _content.Length && one.BytesPerSecond > 0 && one.TimeLeft == TimeSpan.Zero);
        Assert.Equal("identity", server.Requests[0].Headers["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("ETag: \"v1\"")]
    [InlineData("Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("X-Nothing: 1")]
    public async Task A_download_that_is_cut_again_and_again_goes_on_where_it_was(string header)
    {
        await using var server = new LoopbackServer(request => Answer.Rest(_content, request, 70_000, header));
        DownloadedFile file = await DownloadAsync(File(server["f"]));
        Assert.Equal(_content, await System.IO.File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal([0, 70_000, 140_000, 210_000, 280_000], server.Requests.Select(request => request.From));
        Assert.Equal(!header.StartsWith('X'), server.Requests[1].Headers.ContainsKey("If-Range"));
        Assert.Equal(["f.bin"], TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task A_cancelled_download_is_gone_on_with_by_the_next_run()
    {
        await using var server = new LoopbackServer(request => Answer.Rest(_content, request, request.From == 0 ? 100_000 : int.MaxValue, "ETag: \"v1\"") with { Hangs = request.From == 0 });
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<DownloadedFile> first = new Downloader(_client, _quick).DownloadAsync(File(server["f"]), _folder.Path, null, cancellation.Token);
        while (!Path.Exists(_folder["f.bin.part"]) || new FileInfo(_folder["f.bin.part"]).Length < 100_000)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(["f.bin.part", "f.bin.part.json"], TestFolder.Names(_folder.Path));
        DownloadedFile file = await DownloadAsync(File(server["f"]));
        Assert.Equal(Hash(_content), file.Sha256);
        Assert.Equal(100_000, server.Requests[^1].From);
        Assert.Equal(["f.bin"], TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task A_server_without_ranges_is_read_from_the_start()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => asked++ == 0
            ? new("200 OK", [$"Content-Length: {_content.Length}"], _content.AsMemory(0, 50_000))
            : Answer.Whole(_content));
        Assert.Equal(Hash(_content), (await DownloadAsync(File(server["f"]))).Sha256);
        Assert.Equal([0, 50_000], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_never_pieced_together()
    {
        byte[] old = [.. _content.Select(value => (byte)~value)];
        int asked = 0;
        // This server pays no heed to If-Range: only the checksum tells.
        await using var server = new LoopbackServer(request => asked++ == 0 ? Answer.Rest(old, request, 70_000, "ETag: \"v1\"") : Answer.Rest(_content, request));
        Assert.Equal(Hash(_content), (await DownloadAsync(File(server["f"]))).Sha256);
        Assert.Equal([0, 70_000, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_claim_of_too_many_bytes_leads_to_the_next_address()
    {
        await using var server = new LoopbackServer(request => request.Path == "bad"
            ? new("200 OK", [$"Content-Length: {_content.Length + 1}"], _content)
            : Answer.Whole(_content));
        Assert.Equal(server["good"], (await DownloadAsync(File(server["bad"], server["good"]))).From);
        Assert.Equal(["bad", "good"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Too_many_bytes_without_a_claim_are_cut_off_at_once()
    {
        await using var server = new LoopbackServer(_ => new("200 OK", [], new byte[_content.Length + 50_000_000]));
        DownloadFailedException error = await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(File(server["f"])));
        Assert.Contains("expected 300000 bytes, found more", error.Message, StringComparison.Ordinal);
        Assert.Empty(TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task A_claim_of_too_few_bytes_is_gone_on_with()
    {
        await using var server = new LoopbackServer(request => request.From == 0
            ? new("200 OK", ["Content-Length: 120000"], _content)
            : Answer.Rest(_content, request));
        Assert.Equal(Hash(_content), (await DownloadAsync(File(server["f"]))).Sha256);
        Assert.Equal([0, 120_000], server.Requests.Select(request => request.From));
    }

    [Theory]
    [InlineData("Content-Range: bytes 5-299999/300000")]
    [InlineData("Content-Range: bytes 70000-299999/999999")]
    [InlineData("Content-Range: nonsense")]
    [InlineData("X-Nothing: 1")]
    public async Task A_wrong_range_is_thrown_away(string range)
    {
        int asked = 0;
        await using var server = new LoopbackServer(request => asked++ switch
        {
            0 => Answer.Rest(_content, request, 70_000, "ETag: \"v1\""),
            1 => new("206 Partial Content", ["Content-Length: 230000", range], _content.AsMemory(0, 230_000)),
            _ => Answer.Rest(_content, request),
        });
        Assert.Equal(Hash(_content), (await DownloadAsync(File(server["f"]))).Sha256);
        Assert.Equal([0, 70_000, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_range_that_cannot_be_had_is_asked_for_from_the_start()
    {
        int asked = 0;
        await using var server = new LoopbackServer(request => asked++ switch
        {
            0 => Answer.Rest(_content, request, 70_000, "ETag: \"v1\""),
            1 => Answer.Error("416 Range Not Satisfiable"),
            _ => Answer.Rest(_content, request),
        });
        Assert.Equal(Hash(_content), (await DownloadAsync(File(server["f"]))).Sha256);
        Assert.Equal([0, 70_000, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Redirections_to_another_port_and_relative_ones_are_followed()
    {
        await using var other = new LoopbackServer(request => request.Path == "x/y" ? Answer.Redirect("../final?a=1", "307 Temporary Redirect") : Answer.Whole(_content));
        await using var server = new LoopbackServer(_ => Answer.Redirect(other["x/y"].ToString(), "301 Moved Permanently"));
        DownloadedFile file = await DownloadAsync(File(server["f"]));
        Assert.Equal(Hash(_content), file.Sha256);
        Assert.Equal(["x/y", "final?a=1"], other.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData("circle")]
    [InlineData("self")]
    [InlineData("endless")]
    [InlineData("nowhere")]
    [InlineData("file")]
    public async Task Redirections_that_lead_nowhere_are_given_up(string kind)
    {
        int asked = 0;
        await using var server = new LoopbackServer(request => kind switch
        {
            "circle" => Answer.Redirect(request.Path == "f" ? "/g" : "/f"),
            "self" => Answer.Redirect("f#part"),
            "endless" => Answer.Redirect($"/f{asked++}"),
            "nowhere" => Answer.Error("302 Found"),
            _ => Answer.Redirect("file:///etc/passwd"),
        });
        DownloadFailedException error = await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(File(server["f"])));
        Assert.Equal(1, error.Failures[0].Attempts);
        Assert.Contains(kind switch { "circle" or "self" => "a circle", "endless" => "at most 10 redirections", "nowhere" => "found none", _ => "found one to file:" }, error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 1, 11);
    }

    [Fact]
    public async Task A_redirection_from_https_to_http_is_refused()
    {
        using var client = new HttpClient(new FakeHandler(request => new(System.Net.HttpStatusCode.Found) { RequestMessage = request, Headers = { Location = new("http://example.org/f") } }));
        var downloader = new Downloader(client, _quick);
        DownloadFailedException error = await Assert.ThrowsAsync<DownloadFailedException>(() => downloader.DownloadAsync(File(new Uri("https://example.org/f")), _folder.Path, null, TestContext.Current.CancellationToken));
        Assert.Contains("expected a redirection to https, found one to http://example.org/f", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_follows_redirections_itself_is_refused()
    {
        await using var server = new LoopbackServer(request => request.Path == "f" ? Answer.Redirect("/g") : Answer.Whole(_content));
        using var client = new HttpClient();
        await Assert.ThrowsAsync<InvalidOperationException>(() => new Downloader(client, _quick).DownloadAsync(File(server["f"]), _folder.Path, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wrong_bytes_are_removed_and_the_mirror_is_asked()
    {
        byte[] wrong = [.. _content.Select(value => (byte)(value ^ 1))];
        await using var server = new LoopbackServer(request => Answer.Whole(request.Path == "good" ? _content : wrong));
        Assert.Equal(server["good"], (await DownloadAsync(File(server["bad"], server["good"]))).From);
        Assert.Equal(["f.bin"], TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task When_all_addresses_fail_each_is_named_with_what_went_wrong()
    {
        byte[] wrong = [.. _content.Select(value => (byte)(value ^ 1))];
        await using var server = new LoopbackServer(request => request.Path switch
        {
            "missing" => Answer.Error("404 Not Found"),
            "broken" => Answer.Error("500 Internal Server Error"),
            "packed" => Answer.Whole(_content, "Content-Encoding: gzip"),
            _ => Answer.Whole(wrong),
        });
        DownloadFailedException error = await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(File(server["missing"], server["broken"], server["packed"], server["wrong"])));
        Assert.Equal([server["missing"], server["broken"], server["packed"], server["wrong"]], error.Failures.Select(failure => failure.Address));
        Assert.Equal([1, 5, 1, 1], error.Failures.Select(failure => failure.Attempts));
        Assert.Contains("404", error.Failures[0].Reason, StringComparison.Ordinal);
        Assert.Contains("500", error.Failures[1].Reason, StringComparison.Ordinal);
        Assert.Contains("gzip", error.Failures[2].Reason, StringComparison.Ordinal);
        Assert.Contains("SHA-256", error.Failures[3].Reason, StringComparison.Ordinal);
        Assert.All(error.Failures, failure => Assert.Contains(failure.Address.ToString(), error.Message, StringComparison.Ordinal));
        Assert.Empty(TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task A_page_in_place_of_the_file_is_never_taken_for_it()
    {
        await using var server = new LoopbackServer(request => request.From == 0 ? Answer.Whole(ArchiveBytes.Text("<html>Please accept our terms.</html>")) : Answer.Error("416 Range Not Satisfiable"));
        await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(File(server["f"])));
        Assert.False(Path.Exists(_folder["f.bin"]));
        Assert.InRange(server.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task A_stalled_connection_is_cut_and_gone_on_with()
    {
        await using var server = new LoopbackServer(request => Answer.Rest(_content, request, request.From == 0 ? 100_000 : int.MaxValue, "ETag: \"v1\"") with { Hangs = request.From == 0 });
        DownloadedFile file = await DownloadAsync(File(server["f"]), _quick with { StallTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(Hash(_content), file.Sha256);
        Assert.Equal([0, 100_000], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        await using var server = new LoopbackServer(_ => new("100 Continue", [], default, Hangs: true));
        DownloadFailedException error = await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(File(server["f"]), _quick with { StallTimeout = TimeSpan.FromMilliseconds(100), MaxAttemptsWithoutProgress = 2 }));
        Assert.Contains("expected bytes within 0.1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_double_and_heed_the_server_up_to_a_bound()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => asked++ switch
        {
            3 => new("503 Service Unavailable", ["Content-Length: 0", "Retry-After: 20"], default),
            4 => new("429 Too Many Requests", ["Content-Length: 0", "Retry-After: 9999"], default),
            5 => Answer.Whole(_content),
            _ => Answer.Error("502 Bad Gateway"),
        });
        var time = new RecordingTime();
        var options = new DownloadOptions { MaxAttemptsWithoutProgress = 10 };
        await new Downloader(_client, options, time).DownloadAsync(File(server["f"]), _folder.Path, null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 4, 20, 60], time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_file_that_is_there_and_right_is_not_asked_for()
    {
        await using var server = new LoopbackServer(_ => Answer.Whole(_content));
        _folder.Write("f.bin", _content);
        Assert.Null((await DownloadAsync(File(server["f"]))).From);
        Assert.Empty(server.Requests);
        _folder.Write("f.bin", [1, 2, 3]);
        Assert.Equal(server["f"], (await DownloadAsync(File(server["f"]))).From);
        Assert.Equal(_content, await System.IO.File.ReadAllBytesAsync(_folder["f.bin"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_md5_is_heeded_too()
    {
        await using var server = new LoopbackServer(request => Answer.Whole(request.Path == "good" ? _content : [.. _content.Reverse()]));
#pragma warning disable CA5351 // The published sum of a file that has no other.
        var file = new DownloadFile("f.bin", [server["bad"], server["good"]], null, new(ChecksumKind.Md5, Convert.ToHexStringLower(MD5.HashData(_content))));
#pragma warning restore CA5351
        Assert.Equal(server["good"], (await DownloadAsync(file)).From);
    }

    [Fact]
    public async Task The_first_download_of_a_file_without_a_checksum_is_trusted_and_later_ones_are_held_to_it()
    {
        byte[] served = _content;
        await using var server = new LoopbackServer(_ => Answer.Whole(served));
        var file = new DownloadFile("f.bin", [server["f"]], null, null);
        Assert.True((await DownloadAsync(file)).IsTrustedOnFirstUse);
        Assert.Equal(["f.bin", "f.bin.trusted.json"], TestFolder.Names(_folder.Path));
        System.IO.File.Delete(_folder["f.bin"]);
        served = [.. _content.Reverse()];
        DownloadFailedException error = await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(file));
        Assert.Contains(Hash(_content), error.Message, StringComparison.Ordinal);
        Assert.Equal(["f.bin.trusted.json"], TestFolder.Names(_folder.Path));
    }

    [Fact]
    public async Task Without_a_checksum_only_a_condition_allows_to_go_on()
    {
        await using var server = new LoopbackServer(request => Answer.Rest(_content, request, request.Headers.ContainsKey("Range") ? int.MaxValue : 200_000));
        var file = new DownloadFile("f.bin", [server["f"]], null, null);
        await Assert.ThrowsAsync<DownloadFailedException>(() => DownloadAsync(file));
        Assert.All(server.Requests, request => Assert.Equal(0, request.From));
    }

    [Fact]
    public async Task Too_little_space_is_told_before_anything_is_asked()
    {
        await using var server = new LoopbackServer(_ => Answer.Whole(_content));
        await Assert.ThrowsAsync<IOException>(() => DownloadAsync(File(server["f"]), _quick with { FreeBytes = _ => 1000 }));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_link_in_place_of_a_new_download_is_not_written_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        await using var server = new LoopbackServer(_ => Answer.Whole(_content));
        _folder.Write("elsewhere", [7]);
        System.IO.File.CreateSymbolicLink(_folder["f.bin.part"], _folder["elsewhere"]);
        Assert.Equal(Hash(_content), (await DownloadAsync(File(server["f"]))).Sha256);
        Assert.Equal([7], await System.IO.File.ReadAllBytesAsync(_folder["elsewhere"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("../f")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task File_names_that_are_paths_are_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => DownloadAsync(new(name, [new("http://127.0.0.1/")], null, null)));

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private static DownloadFile File(params Uri[] addresses) => new("f.bin", addresses, _content.Length, new(ChecksumKind.Sha256, Hash(_content)));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private Task<DownloadedFile> DownloadAsync(DownloadFile file, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null) =>
        new Downloader(_client, options ?? _quick).DownloadAsync(file, _folder.Path, progress, TestContext.Current.CancellationToken);

    private sealed class FakeHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    /// <summary>A clock on which every wait is over at once and noted down.</summary>
    private sealed class RecordingTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
