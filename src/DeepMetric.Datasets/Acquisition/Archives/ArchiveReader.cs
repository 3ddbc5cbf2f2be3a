using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Reads the entries of an archive one after the other.</summary>
internal abstract class ArchiveReader : IDisposable
{
    protected ArchiveReader(string archive) => Archive = archive;

    /// <summary>The name of the archive, for errors.</summary>
    public string Archive { get; }

    public abstract ArchiveKind Kind { get; }

    /// <summary>The bytes of the archive that were read.</summary>
    public abstract long BytesRead { get; }

    /// <summary>The uncompressed bytes that the archive claims to hold, where it does before it is read.</summary>
    public virtual long? ClaimedBytes => null;

    /// <summary>Opens an archive whose kind its first bytes tell.</summary>
    /// <param name="file">The archive; can seek; is left open.</param>
    /// <param name="archive">Its name, for errors and for the name of the one file in a .gz.</param>
    /// <exception cref="InvalidDataException">It is none of the kinds, or is damaged.</exception>
    public static ArchiveReader Open(Stream file, string archive)
    {
        Span<byte> start = stackalloc byte[TarHeader.Size];
        file.Position = 0;
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
        {
            return new ZipArchiveReader(file, archive);
        }

        if (start.Length >= 2 && start[0] == 0x1F && start[1] == 0x8B)
        {
            var content = new ArchiveContent(file, archive, compressed: true);
            return TarHeader.IsLikely(content.Peek(TarHeader.Size)) ? new TarArchiveReader(content, archive) : new GzipFileReader(content, archive);
        }

        if (TarHeader.IsLikely(start))
        {
            return new TarArchiveReader(new(file, archive, compressed: false), archive);
        }

        string found = start.IsEmpty ? "an empty file" : $"the bytes {Convert.ToHexString(start[..Math.Min(8, start.Length)])}";
        throw new InvalidDataException($"{archive}: at byte 0: expected a zip, tar, tar.gz or gz archive, found {found}.");
    }

    /// <summary>Goes to the next entry; whatever was not read of the last one is passed over.</summary>
    public abstract bool MoveNext(out ArchiveEntry entry);

    /// <summary>Reads uncompressed bytes of the entry; 0 at its end, after its length and checksum were found right.</summary>
    public abstract int Read(Span<byte> buffer);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    public InvalidDataException Error(string? entry, long? offset, string expected, string found, Exception? cause = null) =>
        Error(Archive, entry, offset is long at ? string.Create(CultureInfo.InvariantCulture, $"at byte {at}{(Kind == ArchiveKind.TarGzip ? " of the uncompressed data" : "")}") : null, expected, found, cause);

    internal static InvalidDataException Error(string archive, string? entry, string? place, string expected, string found, Exception? cause) =>
        new($"{archive}{(entry is null ? "" : $", entry \"{Printable(entry)}\"")}{(place is null ? "" : $": {place}")}: expected {expected}, found {found}.", cause);

    /// <summary>A name as it can be shown: short and without control characters.</summary>
    internal static string Printable(string name)
    {
        const int longest = 160;
        string shown = name.Length > longest ? $"{name[..longest]}…" : name;
        return string.Concat(shown.Select(letter => char.IsControl(letter) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}") : letter.ToString()));
    }

    protected abstract void Dispose(bool disposing);
}
