namespace DeepMetric.Datasets;

/// <summary>A file that can be read only where it was checked; reading on is an error rather than an end.</summary>
/// <remarks>The Parquet library takes the end of a stream for a byte that asks for more, and would read on forever.</remarks>
internal sealed class WindowStream(Stream file, string name) : Stream
{
    private long _end = file.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value >= 0 ? value : throw new InvalidDataException($"{name}: expected a place in the file, found byte {value}.");
    }

    /// <summary>Lets the file be read up to here.</summary>
    public void Limit(long end) => _end = end;

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 1 ? one[0] : throw PastEnd();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        long left = _end - file.Position;
        if (buffer.Length == 0)
        {
            return 0;
        }

        return left > 0 ? file.Read(buffer[..(int)Math.Min(buffer.Length, left)]) : throw PastEnd();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => file.Position, _ => file.Length });
        return Position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private InvalidDataException PastEnd() => new($"{name}: at byte {file.Position}: expected no more data to be needed, found a page that asks for more.");
}
