using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Reads a tar archive: v7, ustar, pax and GNU's long names.</summary>
/// <remarks>
/// <para>Its own reader, and not System.Formats.Tar: errors name byte offsets, no buffer follows a size that is only claimed (extension headers are held to
/// 1 MiB, 16 of them before an entry), and the end is strict: a block of zeros must close the archive and only zeros may follow (at most 16 MiB), so that neither
/// an archive that is cut off at a header nor one with a header wiped out passes as a shorter one.</para>
/// </remarks>
internal sealed class TarArchiveReader : ArchiveReader
{
    private const int MaxExtensionBytes = 1 << 20;
    private const int MaxExtensions = 16;
    private const int MaxPadding = 16 << 20;

    private readonly ArchiveContent _content;
    private readonly Dictionary<string, string> _global = new(StringComparer.Ordinal);
    private string? _entry;
    private long _left;
    private int _padding;

    public TarArchiveReader(ArchiveContent content, string archive)
        : base(archive) => _content = content;

    public override ArchiveKind Kind => _content.IsCompressed ? ArchiveKind.TarGzip : ArchiveKind.Tar;

    public override long BytesRead => _content.BytesRead;

    public override bool MoveNext(out ArchiveEntry entry)
    {
        SkipRest();
        var local = new Dictionary<string, string>(_global, StringComparer.Ordinal);
        string? longName = null;
        Span<byte> header = stackalloc byte[TarHeader.Size];
        for (int extensions = 0; ; extensions++)
        {
            long at = _content.Position;
            if (!ReadHeader(header, at))
            {
                entry = default;
                return extensions == 0 ? false : throw Error(null, at, "an entry after its extension header", "the end of the archive");
            }

            if (!TarHeader.TrySize(header, out long size))
            {
                throw Error(TarHeader.Name(header), at + 124, "a size in octal digits", Convert.ToHexString(header.Slice(124, 12)));
            }

            char type = TarHeader.Type(header);
            if (type is not ('x' or 'g' or 'L' or 'K'))
            {
                entry = Start(header, at, type, size, longName, local);
                return true;
            }

            byte[] data = ReadExtension(at, type, size, extensions);
            if (type == 'L')
            {
                longName = TarHeader.Text(data);
            }
            else if (type is 'x' or 'g')
            {
                if (!TarHeader.TryPax(data, local) || (type == 'g' && !TarHeader.TryPax(data, _global)))
                {
                    throw Error(null, at + TarHeader.Size, "pax records, each \"length key=value\" and a line feed", "something else");
                }
            }
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0)
        {
            return 0;
        }

        int got = _content.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= got;
        return got > 0
            ? got
            : throw Error(_entry, _content.Position, string.Create(CultureInfo.InvariantCulture, $"{_left} more bytes of the entry"), "the end of the archive");
    }

    protected override void Dispose(bool disposing) => _content.Dispose();

    private ArchiveEntry Start(ReadOnlySpan<byte> header, long at, char type, long size, string? longName, Dictionary<string, string> pax)
    {
        string name = longName ?? TarHeader.Name(header);
        if (pax.TryGetValue("path", out string? path))
        {
            name = path;
        }

        if (pax.TryGetValue("size", out string? stated) && !long.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out size))
        {
            throw Error(name, at, "a pax size in digits", $"\"{Printable(stated)}\"");
        }

        bool isSparse = type == 'S' || pax.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal));
        (ArchiveEntryKind kind, string what) = type switch
        {
            _ when isSparse => (ArchiveEntryKind.Refused, "a sparse file"),
            '0' or '\0' or '7' => name.EndsWith('/') ? (ArchiveEntryKind.Folder, "a folder") : (ArchiveEntryKind.File, "a file"),
            '5' => (ArchiveEntryKind.Folder, "a folder"),
            '1' => (ArchiveEntryKind.Refused, "a hard link"),
            '2' => (ArchiveEntryKind.Refused, "a symbolic link"),
            '3' or '4' => (ArchiveEntryKind.Refused, "a device"),
            '6' => (ArchiveEntryKind.Refused, "a pipe"),
            _ => (ArchiveEntryKind.Refused, $"an entry of type 0x{(int)type:X2}"),
        };
        if (kind == ArchiveEntryKind.Folder && size != 0)
        {
            throw Error(name, at + 124, "a folder without content", string.Create(CultureInfo.InvariantCulture, $"{size} bytes"));
        }

        ExpectRoom(name, at, size);
        _entry = name;
        _left = size;
        _padding = (int)(-size & (TarHeader.Size - 1));
        return new(name, kind, what, at);
    }

    private bool ReadHeader(Span<byte> header, long at)
    {
        int got = _content.ReadFull(header);
        if (got < header.Length)
        {
            throw Error(null, at, "a header, or a block of zeros at the end of the archive", got == 0 ? "the end of the file" : string.Create(CultureInfo.InvariantCulture, $"{got} bytes: it is cut off"));
        }

        if (!header.ContainsAnyExcept((byte)0))
        {
            ExpectOnlyZeros();
            return false;
        }

        return TarHeader.HasRightChecksum(header, out long stated, out long counted)
            ? true
            : throw Error(null, at + 148, string.Create(CultureInfo.InvariantCulture, $"the checksum {counted} of the header"), string.Create(CultureInfo.InvariantCulture, $"{stated}"));
    }

    private byte[] ReadExtension(long at, char type, long size, int already)
    {
        if (size > MaxExtensionBytes || already >= MaxExtensions)
        {
            throw Error(null, at, $"at most {MaxExtensions} extension headers of at most {MaxExtensionBytes} bytes", string.Create(CultureInfo.InvariantCulture, $"number {already + 1} of {size} bytes"));
        }

        ExpectRoom(null, at, size);
        _entry = $"extension header {type}";
        _left = size;
        _padding = (int)(-size & (TarHeader.Size - 1));
        // The size is only a claim: the buffer grows with what arrives.
        using var data = new MemoryStream();
        Span<byte> chunk = stackalloc byte[4096];
        int got;
        while ((got = Read(chunk)) > 0)
        {
            data.Write(chunk[..got]);
        }

        SkipRest();
        return data.ToArray();
    }

    private void ExpectRoom(string? name, long at, long size)
    {
        if (_content.Remaining is long remaining && size > remaining)
        {
            throw Error(name, at + 124, string.Create(CultureInfo.InvariantCulture, $"a size of at most {remaining}, the bytes that follow"), string.Create(CultureInfo.InvariantCulture, $"{size}: the archive is cut off"));
        }
    }

    private void SkipRest()
    {
        Span<byte> chunk = stackalloc byte[4096];
        while (Read(chunk) > 0)
        {
        }

        long at = _content.Position;
        if (_content.ReadFull(chunk[.._padding]) < _padding)
        {
            throw Error(_entry, at, string.Create(CultureInfo.InvariantCulture, $"{_padding} bytes up to a multiple of 512"), "the end of the archive");
        }

        _padding = 0;
    }

    private void ExpectOnlyZeros()
    {
        Span<byte> chunk = stackalloc byte[4096];
        long start = _content.Position;
        int got;
        while ((got = _content.Read(chunk)) > 0)
        {
            int place = chunk[..got].IndexOfAnyExcept((byte)0);
            if (place >= 0 || _content.Position - start > MaxPadding)
            {
                throw Error(null, _content.Position - got + Math.Max(0, place), $"only zeros, at most {MaxPadding}, after the end of the archive", place >= 0 ? "something else: a header may be damaged" : "more");
            }
        }

        if (_content.IsCompressed)
        {
            _content.ExpectTrailer();
        }
    }
}
