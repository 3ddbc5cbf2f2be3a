using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>The bytes of the images of an index, as they lie on disk.</summary>
internal static class ImageContent
{
    /// <summary>The longest file that is read as one image.</summary>
    private const long LongestFile = 512L << 20;

    /// <summary>Reads an item's bytes: its whole file, or its stretch of a larger one.</summary>
    /// <exception cref="ImageFileException">The file is missing, cannot be read or is too short or too long.</exception>
    public static LentBytes Read(ImageIndex index, ImageItem item)
    {
        string file = index.FileOf(item);
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(file);
            long length = RandomAccess.GetLength(handle);
            (long offset, long count) = item.Raw is { } raw ? (raw.Offset, (long)raw.Channels * raw.Height * raw.Width) : (0, length);
            if (count > LongestFile || offset + count > length)
            {
                throw new ImageFileException(
                    file,
                    item.Raw is null
                        ? FormattableString.Invariant($"expected a file of at most {LongestFile:N0} bytes, found {length:N0}.")
                        : FormattableString.Invariant($"expected {count} bytes at byte {offset}, found a file of {length}."));
            }

            var bytes = LentBytes.Of((int)count);
            for (int read = 0; read < bytes.Length;)
            {
                int got = RandomAccess.Read(handle, bytes.Span[read..], offset + read);
                read += got > 0 ? got : throw new ImageFileException(file, $"expected {count} bytes, found {read}.");
            }

            return bytes;
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException or NotSupportedException)
        {
            throw new ImageFileException(file, $"expected a readable file, found none: {problem.Message}", problem);
        }
    }

    /// <summary>The SHA-256 of an item's bytes.</summary>
    /// <exception cref="ImageFileException">The file is missing, cannot be read or is too short or too long.</exception>
    public static byte[] Hash(ImageIndex index, ImageItem item)
    {
        using LentBytes bytes = Read(index, item);
        return SHA256.HashData(bytes.Span);
    }

    /// <summary>The SHA-256 of each item's bytes; null for one that cannot be read.</summary>
    public static byte[]?[] HashAll(ImageIndex index, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        var hashes = new byte[]?[index.Items.Count];
        var counter = new ProgressCounter("reading", index.Items.Count, progress);
        Parallel.For(0, hashes.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                hashes[i] = Hash(index, index.Items[i]);
            }
            catch (IOException)
            {
                // It is named when it is decoded.
            }

            counter.Step();
        });
        return hashes;
    }
}
