using System.Collections.ObjectModel;
using System.Globalization;
using System.IO.Compression;

namespace DeepMetric.Datasets;

/// <summary>Reads a zip archive; the length and the CRC-32 of each entry are checked.</summary>
/// <remarks>The list of entries takes memory in proportion to the archive's own directory: about 500 bytes for each of its records of 46 bytes or more.</remarks>
internal sealed class ZipArchiveReader : ArchiveReader
{
    private const int UnixKindMask = 0xF000;

    private readonly Stream _file;
    private readonly ZipArchive _archive;
    private readonly ReadOnlyCollection<ZipArchiveEntry> _entries;
    private int _next;
    private ZipArchiveEntry? _entry;
    private Stream? _data;
    private Crc32 _checksum;
    private long _read;
    private long _finishedBytes;

    public ZipArchiveReader(Stream file, string archive)
        : base(archive)
    {
        _file = file;
        _archive = Guard(null, "a sound zip directory", () => new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true));
        _entries = Guard(null, "a sound zip directory", () => _archive.Entries);
        UInt128 claimed = 0;
        foreach (ZipArchiveEntry entry in _entries)
        {
            claimed += (ulong)Math.Max(0, entry.Length);
        }

        ClaimedBytes = claimed > long.MaxValue ? long.MaxValue : (long)claimed;
    }

    public override ArchiveKind Kind => ArchiveKind.Zip;

    public override long BytesRead => Math.Min(_file.Length, _finishedBytes);

    public override long? ClaimedBytes { get; }

    public override bool MoveNext(out ArchiveEntry entry)
    {
        Close();
        if (_next == _entries.Count)
        {
            entry = default;
            return false;
        }

        _entry = _entries[_next++];
        string name = _entry.FullName;
        if (_entry.IsEncrypted)
        {
            throw Error(name, null, "an entry that is not encrypted", "an encrypted one: extract the archive by hand and import the folder");
        }

        int kind = (_entry.ExternalAttributes >> 16) & UnixKindMask;
        bool isFolder = name.EndsWith('/') || kind == 0x4000;
        if (isFolder && _entry.Length != 0)
        {
            throw Error(name, null, "a folder without content", string.Create(CultureInfo.InvariantCulture, $"{_entry.Length} bytes"));
        }

        entry = kind switch
        {
            0xA000 => new(name, ArchiveEntryKind.Refused, "a symbolic link", null),
            0 or 0x4000 or 0x8000 => new(name, isFolder ? ArchiveEntryKind.Folder : ArchiveEntryKind.File, isFolder ? "a folder" : "a file", null),
            _ => new(name, ArchiveEntryKind.Refused, $"an entry of Unix type 0x{kind:X4}", null),
        };
        return true;
    }

    public override int Read(Span<byte> buffer)
    {
        ZipArchiveEntry entry = _entry ?? throw new InvalidOperationException("Expected a call of MoveNext first.");
        _data ??= Guard(entry.FullName, "an entry that can be decompressed", entry.Open);
        int got;
        try
        {
            got = _data.Read(buffer);
        }
        catch (Exception problem) when (IsDamage(problem))
        {
            throw Damage(entry.FullName, "sound compressed data", problem);
        }

        _checksum.Append(buffer[..got]);
        _read += got;
        if (_read > entry.Length || (got == 0 && _read != entry.Length))
        {
            throw Error(entry.FullName, null, string.Create(CultureInfo.InvariantCulture, $"{entry.Length} bytes"), string.Create(CultureInfo.InvariantCulture, $"{_read}{(got > 0 ? " or more" : "")}"));
        }

        return got > 0 || _checksum.Value == entry.Crc32
            ? got
            : throw Error(entry.FullName, null, $"the CRC-32 {entry.Crc32:X8}", $"{_checksum.Value:X8}: the data are damaged");
    }

    protected override void Dispose(bool disposing)
    {
        Close();
        _archive.Dispose();
    }

    private static bool IsDamage(Exception problem) =>
        problem is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException or OverflowException
            or InvalidOperationException or IndexOutOfRangeException or ObjectDisposedException;

    private void Close()
    {
        _finishedBytes += _entry?.CompressedLength ?? 0;
        _data?.Dispose();
        _data = null;
        _entry = null;
        _checksum = default;
        _read = 0;
    }

    private T Guard<T>(string? entry, string expected, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (IsDamage(problem) || problem is IOException)
        {
            throw Damage(entry, expected, problem);
        }
    }

    private InvalidDataException Damage(string? entry, string expected, Exception problem) =>
        Error(entry, null, expected, $"damage, or a file that is cut off ({problem.Message})", problem);
}
