using System.Security.Cryptography;
using DeepMetric.Weights;
using static TorchSharp.torch;

namespace DeepMetric.Features;

/// <summary>Keeps the features of a frozen extractor on disk, so that it runs once per item.</summary>
/// <remarks>
/// One file <c>KEY.safetensors</c> per key: the tensor <c>features</c> <c>[n, f]</c> float32, the parts of the key and the SHA-256 of the data as text.
/// It is checked whole when it is opened; one that is damaged or another's is computed again. While features are computed they are
/// appended to <c>KEY.part</c>, block by block, each with its checksum, so an interrupted computation goes on behind the last sound block.
/// </remarks>
public sealed class FeatureCache
{
    private const string FormatName = "format";
    private const string Format = "deepmetric-features-1";
    private const string DigestName = "sha256";
    private const int Buffer = 1 << 20;
    private const int LargestBlock = 1 << 26;

    // A file that another process holds: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;
    private const int HeldOnWindows = 0x20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly string _folder;
    private readonly int _blockRows;

    /// <summary>Uses a folder, which is made when the first features are written.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="blockRows">Items computed at once and then kept; fewer where they would be more than 64 million values.</param>
    public FeatureCache(string folder, int blockRows = 256)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockRows, 1);
        _folder = folder;
        _blockRows = blockRows;
    }

    /// <summary>Whether to wait while another process computes the same features, and to go on with what it leaves.</summary>
    /// <value>Default false: that is an <see cref="IOException"/>.</value>
    public bool WaitsForOthers { get; init; }

    /// <summary>The file of a key, whether it exists or not.</summary>
    public string PathOf(FeatureKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Path.Combine(_folder, $"{key.Hash}.safetensors");
    }

    /// <summary>Gives the features of a key, from the cache where they are there.</summary>
    /// <param name="key">What they are a function of.</param>
    /// <param name="count">The number of items, n.</param>
    /// <param name="size">Values per item, f, at most 64 million.</param>
    /// <param name="compute">Features of items [start, start + count), <c>[count, f]</c>.</param>
    /// <param name="progress">Told how many items are done, the resumed ones included.</param>
    /// <param name="cancellation">Looked at between blocks; what is done so far is kept.</param>
    /// <returns>The features; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">A number is out of range, or <paramref name="compute"/> gave another number of values.</exception>
    /// <exception cref="IOException">A file cannot be written, or another process is computing the same features and is not waited for.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FeatureSet GetOrCompute(
        FeatureKey key, int count, int size, Func<int, int, float[]> compute, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestBlock);
        cancellation.ThrowIfCancellationRequested();
        int rows = Math.Min(_blockRows, Math.Max(1, LargestBlock / size));
        string path = PathOf(key);
        string? problem = null;
        if (File.Exists(path) && TryOpen(path, key, count, size, out problem) is { } file)
        {
            progress?.Report(count);
            return new FeatureSet(file, FeatureSource.Cached, 0, null);
        }

        FeatureSource source = problem is null ? FeatureSource.Computed : FeatureSource.Replaced;
        Directory.CreateDirectory(_folder);
        string partPath = Path.ChangeExtension(path, ".part");
        int resumed;
        using (FeaturePart part = OpenPart(partPath, key, count, size, cancellation))
        {
            // Another process may have finished them while this one waited.
            if (WaitsForOthers && File.Exists(path) && TryOpen(path, key, count, size, out _) is { } others)
            {
                progress?.Report(count);
                return new FeatureSet(others, FeatureSource.Cached, 0, null);
            }

            resumed = part.Rows;
            problem ??= part.Problem;
            progress?.Report(resumed);
            while (part.Rows < count)
            {
                cancellation.ThrowIfCancellationRequested();
                part.Append(Block(compute, part.Rows, Math.Min(rows, count - part.Rows), size));
                progress?.Report(part.Rows);
            }

            Write(path, key, part);
        }

        File.Delete(partPath);
        SafetensorsFile written = TryOpen(path, key, count, size, out string? damage)
            ?? throw new IOException($"{path}: expected the features just written, found a damaged file: {damage}");
        return new FeatureSet(written, resumed > 0 && source == FeatureSource.Computed ? FeatureSource.Resumed : source, count - resumed, problem);
    }

    private FeaturePart OpenPart(string path, FeatureKey key, int count, int size, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return FeaturePart.Open(path, key, count, size);
            }
            catch (IOException problem) when (WaitsForOthers && IsHeldByAnother(problem))
            {
                cancellation.WaitHandle.WaitOne(Look);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static bool IsHeldByAnother(IOException problem) => (problem.HResult & 0xFFFF) switch
    {
        HeldOnLinux => OperatingSystem.IsLinux(),
        HeldOnMac => OperatingSystem.IsMacOS(),
        HeldOnWindows => OperatingSystem.IsWindows(),
        _ => false,
    };

    private static float[] Block(Func<int, int, float[]> compute, int start, int rows, int size)
    {
        float[] values = compute(start, rows) ?? [];
        return values.Length == (long)rows * size
            ? values
            : throw new ArgumentException($"Expected {rows} rows of {size} values, [{rows}, {size}], for items {start} to {start + rows - 1}, found {values.Length} values.", nameof(compute));
    }

    /// <summary>Opens a file if it holds the features of the key, or says what is wrong.</summary>
    private static SafetensorsFile? TryOpen(string path, FeatureKey key, int count, int size, out string? problem)
    {
        SafetensorsFile? file = null;
        try
        {
            file = SafetensorsFile.Open(path);
            problem = ProblemOf(file, key, count, size);
        }
        catch (InvalidDataException damage)
        {
            problem = damage.Message;
        }

        if (problem is not null)
        {
            file?.Dispose();
            return null;
        }

        return file;
    }

    private static string? ProblemOf(SafetensorsFile file, FeatureKey key, int count, int size)
    {
        foreach ((string name, string expected) in MetadataOf(key))
        {
            if (!file.Metadata.TryGetValue(name, out string? found) || found != expected)
            {
                return $"{file.Path}: expected {name} {Damage.Quote(expected)}, found {(found is null ? "none" : Damage.Quote(found))}.";
            }
        }

        if (!file.Entries.TryGetValue(FeatureSet.TensorName, out TensorEntry? entry) || entry.Type != ScalarType.Float32 || !entry.Shape.SequenceEqual([count, size]))
        {
            return $"{file.Path}: expected {FeatureSet.TensorName} of shape [{count}, {size}], found {(entry is null ? "none" : $"{entry.Type} of shape {Damage.Shape(entry.Shape)}")}.";
        }

        file.Metadata.TryGetValue(DigestName, out string? claimed);
        return claimed == Digest(file, entry) ? null : $"{file.Path}: expected data of SHA-256 {Damage.Quote(claimed ?? "")}, found others.";
    }

    private static string Digest(SafetensorsFile file, TensorEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long offset = 0; offset < entry.Length; offset += Buffer)
        {
            hash.AppendData(file.Map.Span(entry.Offset + offset, (int)Math.Min(Buffer, entry.Length - offset)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Dictionary<string, string> MetadataOf(FeatureKey key) => new(StringComparer.Ordinal)
    {
        [FormatName] = Format,
        ["weights"] = key.Weights,
        ["preparation"] = key.Preparation,
        ["items"] = key.Items,
    };

    private static void Write(string path, FeatureKey key, FeaturePart part)
    {
        Dictionary<string, string> metadata = MetadataOf(key);
        metadata[DigestName] = part.Digest();
        byte[] header = SafetensorsWriter.Header(
            [(FeatureSet.TensorName, SafetensorsTypes.NameOf(ScalarType.Float32)!, [part.Rows, part.Size], 0, (long)part.Rows * part.Size * sizeof(float))], metadata);
        FileReplacement.Write(path, stream =>
        {
            stream.Write(header);
            part.ForEachBlock(values => stream.Write(values));
        });
    }
}
