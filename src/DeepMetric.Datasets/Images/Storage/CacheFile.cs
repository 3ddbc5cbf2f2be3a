using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace DeepMetric.Datasets;

/// <summary>Decoded images in one file, mapped into memory.</summary>
/// <remarks>
/// A header (magic, key of 32 bytes, number of entries, SHA-256 of the entries), an entry an image (offset, channels, height, width; all zero for one that
/// could not be read), then the pixels. Numbers are little-endian. The key covers contents and settings, so a file whose key fits is up to date.
/// </remarks>
internal sealed class CacheFile : ImageStore, IDisposable
{
    private const int HeaderSize = 8 + 32 + 8 + 32;
    private const int EntrySize = 8 + 4 + 4 + 4;
    private static readonly byte[] _magic = "DMIMAGE1"u8.ToArray();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly (long Offset, int Channels, int Height, int Width)[] _entries;

    private CacheFile(MemoryMappedFile file, MemoryMappedViewAccessor view, (long Offset, int Channels, int Height, int Width)[] entries)
    {
        _file = file;
        _view = view;
        _entries = entries;
    }

    public override int Count => _entries.Length;

    /// <summary>The places of images that could not be read when the file was written.</summary>
    public IEnumerable<int> Missing => Enumerable.Range(0, Count).Where(place => _entries[place].Channels == 0);

    public override PixelImage Get(int index) => Lend(index).Keep();

    public override LentImage Lend(int index, Func<int, int, int>? rows = null)
    {
        (long offset, int channels, int height, int width) = _entries[index];
        var pixels = LentBytes.Of(channels * height * width);
        _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_view.PointerOffset + offset), pixels.Span);
        return new(pixels, channels, height, width, channels);
    }

    /// <summary>Opens a file; null where it is missing, of another key or damaged, so that it has to be written anew.</summary>
    public static CacheFile? TryOpen(string path, ReadOnlySpan<byte> key, int count)
    {
        if (!File.Exists(path) || new FileInfo(path).Length < HeaderSize + ((long)count * EntrySize))
        {
            return null;
        }

        long length = new FileInfo(path).Length;
        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var start = new byte[HeaderSize + (count * EntrySize)];
        view.ReadArray(0, start, 0, start.Length);
        bool fits = start.AsSpan(0, 8).SequenceEqual(_magic) && start.AsSpan(8, 32).SequenceEqual(key) && BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(40)) == count
            && System.Security.Cryptography.SHA256.HashData(start.AsSpan(HeaderSize)).AsSpan().SequenceEqual(start.AsSpan(48, 32));
        var entries = new (long Offset, int Channels, int Height, int Width)[count];
        for (int i = 0; fits && i < count; i++)
        {
            ReadOnlySpan<byte> entry = start.AsSpan(HeaderSize + (i * EntrySize));
            entries[i] = (
                BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(entry[12..]), BinaryPrimitives.ReadInt32LittleEndian(entry[16..]));
            fits = entries[i].Offset + ((long)entries[i].Channels * entries[i].Height * entries[i].Width) <= length;
        }

        if (fits)
        {
            return new(file, view, entries);
        }

        view.Dispose();
        file.Dispose();
        return null;
    }

    /// <summary>Writes a file under a temporary name and then gives it its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">32 bytes that cover contents and settings.</param>
    /// <param name="source">Decodes the images.</param>
    /// <param name="broken">Told of each image that cannot be read.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    public static void Write(
        string path, ReadOnlySpan<byte> key, ImageStore source, Action<int, ImageFileException> broken, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                byte[] entries = new byte[source.Count * EntrySize];
                long offset = HeaderSize + entries.Length;
                stream.Position = offset;
                Lock writing = new();
                EachImage.Of(
                    source,
                    (place, lent) =>
                    {
                        PixelImage image = lent.Keep();
                        lock (writing)
                        {
                            Note(entries.AsSpan(place * EntrySize), offset, image);
                            stream.Write(image.Pixels.Span);
                            offset += image.Pixels.Length;
                        }
                    },
                    broken,
                    progress,
                    cancellation);
                stream.Position = 0;
                stream.Write(_magic);
                stream.Write(key);
                stream.Write(BitConverter.GetBytes((long)source.Count));
                stream.Write(System.Security.Cryptography.SHA256.HashData(entries));
                stream.Write(entries);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static void Note(Span<byte> entry, long offset, PixelImage image)
    {
        BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
        BinaryPrimitives.WriteInt32LittleEndian(entry[8..], image.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(entry[12..], image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], image.Width);
    }
}
