using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace DeepMetric.Datasets;

/// <summary>One request for a file, or for the rest of it, and the reading of what comes back.</summary>
internal sealed class DownloadAttempt
{
    private const int BufferSize = 128 * 1024;

    private readonly RedirectingRequest _request;
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly DownloadFile _file;
    private readonly PartialFile _part;

    public DownloadAttempt(RedirectingRequest request, DownloadOptions options, TimeProvider time, DownloadFile file, PartialFile part)
    {
        _request = request;
        _options = options;
        _time = time;
        _file = file;
        _part = part;
    }

    /// <summary>Whether the bytes on the disk come from more than one response.</summary>
    public bool IsPieced { get; private set; }

    /// <param name="address">Where to ask.</param>
    /// <param name="number">The number of the attempt, from 1.</param>
    /// <param name="progress">Who is told.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<AttemptResult> RunAsync(Uri address, int number, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The wait for bytes is measured by the machine's own clock: it guards against a connection that hangs in real time.
        stall.CancelAfter(_options.StallTimeout);
        try
        {
            long offset = Offset(address, out RangeConditionHeaderValue? condition);
            if (_file.Size is long whole && offset == whole)
            {
                IsPieced = true;
                return AttemptResult.Complete;
            }

            (HttpResponseMessage? response, string? refusal) = await _request.SendAsync(address, to => Request(to, offset, condition), stall.Token).ConfigureAwait(false);
            if (response is null)
            {
                return AttemptResult.GiveUp(refusal!);
            }

            using (response)
            {
                if (Judge(response, offset) is AttemptResult bad)
                {
                    return bad;
                }

                if (response.StatusCode != HttpStatusCode.PartialContent)
                {
                    offset = 0;
                }

                return await ReceiveAsync(response, address, offset, new(progress, _time, _file.FileName, address, number, offset), stall, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return AttemptResult.TryAgain(string.Create(CultureInfo.InvariantCulture, $"expected bytes within {_options.StallTimeout.TotalSeconds} s, found none."));
        }
        catch (HttpRequestException problem)
        {
            return AttemptResult.TryAgain($"expected a connection, found: {problem.Message}");
        }
    }

    /// <summary>Where to go on; from the start when it cannot be told that the file is the same.</summary>
    private long Offset(Uri address, out RangeConditionHeaderValue? condition)
    {
        PartialFile.Origin? origin = _part.Read();
        condition = origin?.Address == address ? origin.Condition : null;
        // Without a condition, or at a mirror, only a published checksum would tell if the pieces did not fit.
        bool canGoOn = origin is not null && (condition is not null || _file.Checksum is not null);
        return canGoOn && !(_file.Size < _part.Length) ? _part.Length : 0;
    }

    private static HttpRequestMessage Request(Uri address, long offset, RangeConditionHeaderValue? condition)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.Add(new("identity"));
        request.Headers.UserAgent.Add(new("DeepMetric", "1"));
        if (offset > 0)
        {
            request.Headers.Range = new(offset, null);
            request.Headers.IfRange = condition;
        }

        return request;
    }

    /// <summary>What speaks against a response by its head; null when its body may be read.</summary>
    private AttemptResult? Judge(HttpResponseMessage response, long offset)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}");
        TimeSpan? wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is DateTimeOffset date ? date - _time.GetUtcNow() : null);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.PartialContent when offset > 0:
                ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
                if (range?.From != offset || (_file.Size is long size && range.Length is long claimed && claimed != size))
                {
                    return AttemptResult.TryAgain(string.Create(CultureInfo.InvariantCulture, $"expected the range from byte {offset}{(_file.Size is long all ? $" of {all}" : "")}, found \"{range}\"."), dropPart: true);
                }

                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return AttemptResult.TryAgain($"expected the rest of the file, found {status}.", dropPart: true);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                return AttemptResult.TryAgain($"expected the file, found {status}.", wait);
            default:
                return AttemptResult.GiveUp($"expected the file, found {status}.");
        }

        if (response.Content.Headers.ContentEncoding.Any(coding => !string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase)))
        {
            return AttemptResult.GiveUp($"expected the file as it is, found it encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}.");
        }

        long start = response.StatusCode == HttpStatusCode.PartialContent ? offset : 0;
        long most = _file.Size ?? _options.MaxBytes;
        return response.Content.Headers.ContentLength is long length && length > most - start
            ? AttemptResult.GiveUp(string.Create(CultureInfo.InvariantCulture, $"expected {(_file.Size is null ? "at most " : "")}{most} bytes, found a claim of {(Int128)start + length}."), dropPart: start > 0)
            : null;
    }

    private async Task<AttemptResult> ReceiveAsync(
        HttpResponseMessage response, Uri address, long offset, DownloadMeter meter, CancellationTokenSource stall, CancellationToken cancellation)
    {
        HttpContentHeaders headers = response.Content.Headers;
        long? total = _file.Size ?? headers.ContentRange?.Length ?? (headers.ContentLength is long length ? offset + length : null);
        long most = total ?? _options.MaxBytes;
        IsPieced = offset > 0;
        if (offset == 0)
        {
            _part.Delete();
            _part.Remember(new(address, response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : null, headers.LastModified));
        }

        using var output = new FileStream(_part.Path, offset == 0 ? FileMode.Create : FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        output.Position = offset;
        long received = offset;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            while (true)
            {
                int got;
                try
                {
                    stall.CancelAfter(_options.StallTimeout);
                    got = await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
                }
                catch (IOException problem)
                {
                    return AttemptResult.TryAgain(string.Create(CultureInfo.InvariantCulture, $"expected {(total is long size ? $"{size} bytes" : "the whole file")}, found the connection cut after {received}: {problem.Message}"));
                }

                if (got == 0)
                {
                    break;
                }

                if (got > most - received)
                {
                    return AttemptResult.GiveUp(string.Create(CultureInfo.InvariantCulture, $"expected {most} bytes, found more."), dropPart: true);
                }

                // A full disk ends the download with what is there: it is no fault of the address.
                await output.WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
                received += got;
                meter.Report(received, total);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            meter.Report(received, total, isLast: true);
        }

        return total is null || received == total
            ? AttemptResult.Complete
            : AttemptResult.TryAgain(string.Create(CultureInfo.InvariantCulture, $"expected {total} bytes, found the end after {received}."));
    }
}
