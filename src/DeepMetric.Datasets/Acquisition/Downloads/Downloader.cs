using System.Globalization;
using System.Net;

namespace DeepMetric.Datasets;

/// <summary>Downloads files over HTTP so that a file under its final name is always the right one.</summary>
/// <remarks>
/// <para>A download goes to NAME.part and is gone on with after a cut, a cancellation or a new start of the program: by Range, with If-Range where the server gave a strong entity tag or a date;
/// without one, or at a mirror, only when a checksum will tell whether the pieces fit. It gets its final name after its size and checksum were found right.</para>
/// <para>Cut connections, stalls, 408, 429 and 5xx are tried again with growing waits; everything else that is wrong, and a wrong checksum, leads to the next address.
/// Of a file without a published checksum the first download is trusted and remembered in NAME.trusted.json, and later ones must be the same.</para>
/// </remarks>
public sealed class Downloader
{
    private readonly HttpClient _client;
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a downloader.</summary>
    /// <param name="client">Sends the requests; must not follow redirections itself (<see cref="CreateClient"/> makes such a one). Stays the caller's.</param>
    /// <param name="options">How patient; null for the defaults.</param>
    /// <param name="time">The clock for waits between attempts, rates and dates; null for the system's.</param>
    /// <exception cref="ArgumentException">An option lies outside its range.</exception>
    public Downloader(HttpClient client, DownloadOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new();
        _options.Check();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Creates a client as a downloader needs it: no redirections, no decompression, no cookies, no time limit on a whole file.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(30),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Downloads a file, or finds it there and right.</summary>
    /// <param name="file">The file and its addresses.</param>
    /// <param name="folder">The folder it comes to lie in; created where it is missing.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what arrived stays, to be gone on with.</param>
    /// <exception cref="ArgumentException">The file has no address, or its name is no plain name.</exception>
    /// <exception cref="DownloadFailedException">No address gave the right file.</exception>
    /// <exception cref="IOException">The file cannot be written, or does not fit on the disk; what arrived stays.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<DownloadedFile> DownloadAsync(DownloadFile file, string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (file.FileName.AsSpan().ContainsAny("/\\:\0") || file.FileName is "" or "." or ".." || file.Addresses.Count == 0)
        {
            throw new ArgumentException($"Expected a plain file name and an address, found \"{file.FileName}\" and {file.Addresses.Count}.", nameof(file));
        }

        Directory.CreateDirectory(folder);
        string final = Path.Combine(folder, file.FileName);
        string trustPath = $"{final}.trusted.json";
        // What was trusted once is held to from then on as if it had been published.
        TrustedFile? trusted = file.Checksum is null && File.Exists(trustPath) ? RecordFile.Read<TrustedFile>(trustPath) : null;
        DownloadFile wanted = trusted is null ? file : file with { Size = trusted.Size, Checksum = new(ChecksumKind.Sha256, trusted.Sha256) };
        if (wanted.Checksum is not null && File.Exists(final) && Mismatch(wanted, final, cancellation) is null)
        {
            return Finished(final, null, trusted is not null, cancellation);
        }

        var part = new PartialFile(final);
        if (wanted.Size is long size)
        {
            DiskSpace.Expect(Math.Max(0, size - part.Length), folder, _options.FreeBytes);
        }

        var failures = new List<DownloadFailure>();
        foreach (Uri address in wanted.Addresses)
        {
            (bool isDone, DownloadFailure failure) = await TryAsync(wanted, address, part, progress, cancellation).ConfigureAwait(false);
            if (isDone)
            {
                part.Finish(final);
                DownloadedFile done = Finished(final, address, wanted.Checksum is null || trusted is not null, cancellation);
                if (wanted.Checksum is null)
                {
                    RecordFile.Write(trustPath, new TrustedFile(file.FileName, done.Size, done.Sha256, address, _time.GetUtcNow()));
                }

                return done;
            }

            failures.Add(failure);
        }

        throw new DownloadFailedException(file.FileName, failures);
    }

    private async Task<(bool IsDone, DownloadFailure Failure)> TryAsync(
        DownloadFile file, Uri address, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var attempt = new DownloadAttempt(new(_client, _options.MaxRedirects), _options, _time, file, part);
        long farthest = part.Length;
        int idle = 0;
        for (int number = 1; ; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            AttemptResult result = await attempt.RunAsync(address, number, progress, cancellation).ConfigureAwait(false);
            if (result.Outcome == AttemptOutcome.Complete)
            {
                new DownloadMeter(progress, _time, file.FileName, address, number, part.Length).Report(part.Length, file.Size, isLast: true, isChecking: true);
                if (Mismatch(file, part.Path, cancellation) is not string mismatch)
                {
                    return (true, new(address, number, ""));
                }

                // Pieces may come from two versions of a file; as one piece it gets a second chance.
                result = attempt.IsPieced ? AttemptResult.TryAgain(mismatch, dropPart: true) : AttemptResult.GiveUp(mismatch, dropPart: true);
            }

            idle = part.Length > farthest && !result.DropPart ? 0 : idle + 1;
            farthest = Math.Max(farthest, part.Length);
            if (result.DropPart)
            {
                part.Delete();
            }

            if (result.Outcome == AttemptOutcome.GiveUp || idle >= _options.MaxAttemptsWithoutProgress || number >= _options.MaxAttempts)
            {
                return (false, new(address, number, result.Reason));
            }

            await Task.Delay(DelayAfter(idle, result.Wait), _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>FirstDelay · 2^(idle − 1), or what the server asks for if that is longer, up to LongestDelay.</summary>
    private TimeSpan DelayAfter(int idle, TimeSpan? asked)
    {
        double seconds = _options.FirstDelay.TotalSeconds * Math.Pow(2, Math.Max(0, idle - 1));
        seconds = Math.Max(seconds, asked?.TotalSeconds ?? 0);
        return TimeSpan.FromSeconds(Math.Min(seconds, _options.LongestDelay.TotalSeconds));
    }

    /// <summary>What is wrong with a file that is there; null when nothing is.</summary>
    private static string? Mismatch(DownloadFile file, string path, CancellationToken cancellation)
    {
        long length = new FileInfo(path).Length;
        if (file.Size is long size && length != size)
        {
            return string.Create(CultureInfo.InvariantCulture, $"expected {size} bytes, found {length}.");
        }

        if (file.Checksum is not FileChecksum checksum)
        {
            return null;
        }

        string found = FileDigest.Of(path, checksum.Kind, null, cancellation);
        return found == checksum.Hex ? null : $"expected the {(checksum.Kind == ChecksumKind.Sha256 ? "SHA-256" : "MD5")} {checksum.Hex}, found {found}: these are other bytes.";
    }

    private static DownloadedFile Finished(string final, Uri? from, bool isTrusted, CancellationToken cancellation) =>
        new(final, new FileInfo(final).Length, FileDigest.Sha256(final, null, cancellation), from, isTrusted);
}
