using System.Buffers.Binary;
using System.IO.Compression;

namespace DeepMetric.Datasets;

/// <summary>The uncompressed bytes of an IDX file, read forward, with errors that say where.</summary>
internal sealed class IdxSource : IDisposable
{
    private const int FirstBuffer = 64 * 1024;
    private const int GzipTrailer = 8;

    private readonly Stream _file;
    private readonly Stream _content;
    private readonly string _name;
    private readonly bool _compressed;
    private Crc32 _checksum;

    /// <summary>Starts at the beginning of a file.</summary>
    /// <param name="file">The file as it lies on the disk; can seek; is left open.</param>
    /// <param name="name">Its name, for errors.</param>
    public IdxSource(Stream file, string name)
    {
        _file = file;
        _name = name;
        Span<byte> start = stackalloc byte[2];
        int got = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        _compressed = got == 2 && start[0] == 0x1F && start[1] == 0x8B;
        _content = _compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
    }

    /// <summary>The offset of the next byte in the uncompressed content.</summary>
    public long Position { get; private set; }

    public void ExpectMagic(uint expected, string what)
    {
        uint found = ReadUInt32("a magic number");
        if (found != expected)
        {
            throw Error(0, $"the magic number 0x{expected:X8} of {what}", $"0x{found:X8}");
        }
    }

    public uint ReadSize(string what)
    {
        uint size = ReadUInt32(what);
        return size > 0 ? size : throw Error(Position - sizeof(uint), $"{what} to be 1 or more", "0");
    }

    /// <summary>Reads the rest of the file, which must be as long as claimed.</summary>
    public byte[] ReadToEnd(UInt128 claimed, string what)
    {
        if (claimed > (UInt128)Array.MaxLength)
        {
            throw Error(sizeof(uint), $"at most {Array.MaxLength} bytes of data", $"a claim of {claimed} bytes for {what}");
        }

        int size = (int)claimed;
        long start = Position;
        // A plain file shows its length; of a compressed one only the bytes that arrive can be trusted.
        if (!_compressed && _file.Length - start < size)
        {
            throw Error(_file.Length, $"{size} bytes of {what}, up to byte {start + size}", $"the end of the file after {_file.Length - start}");
        }

        var data = new byte[_compressed ? Math.Min(size, FirstBuffer) : size];
        int filled = 0;
        while (filled < size)
        {
            if (filled == data.Length)
            {
                Array.Resize(ref data, (int)Math.Min(size, 2L * data.Length));
            }

            int got = Read(data.AsSpan(filled));
            if (got == 0)
            {
                throw Error(Position, $"{size} bytes of {what}, up to byte {start + size}", $"the end of the data after {filled}");
            }

            filled += got;
        }

        ExpectEnd();
        return data;
    }

    public InvalidDataException Error(long offset, string expected, string found) =>
        new($"{_name}: at byte {offset}{(_compressed ? " of the uncompressed data" : "")}: expected {expected}, found {found}.");

    public void Dispose()
    {
        if (_compressed)
        {
            _content.Dispose();
        }
    }

    private void ExpectEnd()
    {
        long end = Position;
        Span<byte> extra = stackalloc byte[1];
        if (Read(extra) > 0)
        {
            throw Error(end, "the end of the data", _compressed ? "more bytes" : $"{_file.Length - end} more bytes");
        }

        if (!_compressed)
        {
            return;
        }

        // The decompressor neither minds a missing trailer nor bytes before or behind it; the checksum and the length at the very end tell all of that.
        Span<byte> trailer = stackalloc byte[GzipTrailer];
        _file.Position = Math.Max(0, _file.Length - trailer.Length);
        int got = _file.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]);
        if (got < trailer.Length || length != (uint)end)
        {
            throw Error(end, $"the file to end with a gzip trailer that says {end} bytes", $"{length}: it is cut off, or something follows");
        }

        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (checksum != _checksum.Value)
        {
            throw Error(end, $"the file to end with a gzip trailer that has the checksum 0x{_checksum.Value:X8}", $"0x{checksum:X8}: the data are damaged");
        }
    }

    private uint ReadUInt32(string what)
    {
        long start = Position;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        int filled = 0;
        while (filled < bytes.Length)
        {
            int got = Read(bytes[filled..]);
            if (got == 0)
            {
                throw Error(start, $"{what} of 4 bytes", $"the end of the data after {filled}");
            }

            filled += got;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private int Read(Span<byte> target)
    {
        try
        {
            int got = _content.Read(target);
            Position += got;
            if (_compressed)
            {
                _checksum.Append(target[..got]);
            }

            return got;
        }
        catch (InvalidDataException problem) when (_compressed)
        {
            throw new InvalidDataException(
                $"{_name}: at byte {Position} of the uncompressed data: expected sound gzip data, found damage ({problem.Message.TrimEnd('.')}).", problem);
        }
    }
}
