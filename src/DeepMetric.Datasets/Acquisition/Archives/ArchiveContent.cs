using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace DeepMetric.Datasets;

/// <summary>The bytes of an archive read forward, through gzip or as they are, with errors that say where.</summary>
internal sealed class ArchiveContent : IDisposable
{
    // 10 of the header, 2 of no data at all, 8 of the trailer.
    private const int ShortestGzip = 20;

    private readonly Stream _file;
    private readonly string _archive;
    private readonly GZipStream? _gzip;
    private byte[] _ahead = [];

    /// <summary>Starts at the beginning of a file.</summary>
    /// <param name="file">The file; can seek; is left open.</param>
    /// <param name="archive">Its name, for errors.</param>
    /// <param name="compressed">Whether to go through gzip.</param>
    public ArchiveContent(Stream file, string archive, bool compressed)
    {
        _file = file;
        _archive = archive;
        _gzip = compressed ? new(file, CompressionMode.Decompress, leaveOpen: true) : null;
    }

    public bool IsCompressed => _gzip is not null;

    /// <summary>The offset of the next byte, uncompressed.</summary>
    public long Position { get; private set; }

    /// <summary>The bytes of the file that were taken.</summary>
    public long BytesRead => _file.Position;

    /// <summary>The most bytes that can still come; unknown through gzip.</summary>
    public long? Remaining => IsCompressed ? null : _file.Length - Position;

    /// <summary>The next bytes, which stay to be read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var bytes = new byte[count];
        int got = ReadFull(bytes);
        _ahead = bytes[..got];
        Position -= got;
        return _ahead;
    }

    public int Read(Span<byte> buffer)
    {
        if (_ahead.Length > 0)
        {
            int taken = Math.Min(_ahead.Length, buffer.Length);
            _ahead.AsSpan(0, taken).CopyTo(buffer);
            _ahead = _ahead[taken..];
            Position += taken;
            return taken;
        }

        int got = ReadSource(buffer);
        Position += got;
        return got;
    }

    /// <summary>Fills the buffer as far as there are bytes.</summary>
    public int ReadFull(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int got = Read(buffer[filled..]);
            if (got == 0)
            {
                break;
            }

            filled += got;
        }

        return filled;
    }

    /// <summary>Checks the length that stands at the end of a compressed file against what came out of it.</summary>
    /// <remarks>Without it a file that is cut off in its last bytes would pass. It refuses gzip files of several members, which no official archive is known to be.</remarks>
    public void ExpectTrailer()
    {
        Span<byte> field = stackalloc byte[sizeof(uint)];
        _file.Position = Math.Max(0, _file.Length - sizeof(uint));
        int got = _file.ReadAtLeast(field, field.Length, throwOnEndOfStream: false);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(field);
        if (got < field.Length || _file.Length < ShortestGzip || length != (uint)Position)
        {
            throw ArchiveReader.Error(
                _archive,
                null,
                string.Create(CultureInfo.InvariantCulture, $"at byte {Math.Max(0, _file.Length - sizeof(uint))}"),
                string.Create(CultureInfo.InvariantCulture, $"a gzip trailer that says {(uint)Position} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"{length}: the file is cut off, something follows, or it was compressed in several pieces"),
                null);
        }
    }

    public void Dispose() => _gzip?.Dispose();

    private int ReadSource(Span<byte> buffer)
    {
        try
        {
            return _gzip is null ? _file.Read(buffer) : _gzip.Read(buffer);
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            throw ArchiveReader.Error(
                _archive,
                null,
                string.Create(CultureInfo.InvariantCulture, $"near byte {_file.Position}"),
                "sound gzip data up to its end",
                _file.Position >= _file.Length ? $"the end of the file ({problem.Message})" : $"damage ({problem.Message})",
                problem);
        }
    }
}
