using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeepMetric.Datasets.Tests;

/// <summary>A real HTTP server on loopback over raw TCP, so that a test decides every byte of an answer and when the connection is cut.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Answer> _answer;
    private readonly List<Request> _requests = [];
    private readonly Task _loop;

    /// <param name="answer">What is answered to each request.</param>
    public LoopbackServer(Func<Request, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public Uri this[string path] => new($"http://127.0.0.1:{Port}/{path}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await ServeAsync(client);
            }
            catch (Exception problem) when (problem is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var request = new Request(
            lines[0].Split(' ')[1].TrimStart('/'),
            lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase));
        lock (_requests)
        {
            _requests.Add(request);
        }

        Answer answer = _answer(request);
        string text = $"HTTP/1.1 {answer.Status}\r\n{string.Concat(answer.Headers.Select(header => $"{header}\r\n"))}Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
        await stream.WriteAsync(answer.Body, _stop.Token);
        if (answer.Hangs)
        {
            // Until the client hangs up.
            _ = await stream.ReadAsync(one, _stop.Token);
        }
    }

    /// <summary>A request as it came.</summary>
    internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>The first byte of the range that was asked for; 0 without one.</summary>
        public int From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>An answer, sent as it is, whether or not it makes sense.</summary>
    internal sealed record Answer(string Status, string[] Headers, ReadOnlyMemory<byte> Body, bool Hangs = false)
    {
        /// <summary>The whole of a file.</summary>
        public static Answer Whole(byte[] content, params string[] headers) => new("200 OK", [$"Content-Length: {content.Length}", .. headers], content);

        /// <summary>The rest of a file, or all of it when no range was asked for, cut after some bytes.</summary>
        public static Answer Rest(byte[] content, Request request, int most = int.MaxValue, params string[] headers)
        {
            ReadOnlyMemory<byte> rest = content.AsMemory(request.From);
            string[] range = request.Headers.ContainsKey("Range") ? [$"Content-Range: bytes {request.From}-{content.Length - 1}/{content.Length}"] : [];
            return new(range.Length > 0 ? "206 Partial Content" : "200 OK", [$"Content-Length: {rest.Length}", .. range, .. headers], rest[..Math.Min(most, rest.Length)]);
        }

        public static Answer Error(string status) => new(status, ["Content-Length: 0"], default);

        public static Answer Redirect(string to, string status = "302 Found") => new(status, ["Content-Length: 0", $"Location: {to}"], default);
    }
}
