using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeepMetric.Weights;

namespace DeepMetric.Features;

/// <summary>Features of the first items, on their way to a whole file.</summary>
/// <remarks>
/// A header of 8 bytes of name, 32 of key, 4 of n, 4 of f; then blocks of 4 bytes of row count, the values, and the SHA-256 of the
/// position, count and values. Opening reads all blocks once and cuts off what follows the last sound one.
/// </remarks>
internal sealed class FeaturePart : IDisposable
{
    private const int HeaderLength = 48;
    private const int DigestLength = 32;
    private readonly FileStream _stream;

    // Where values lie and how many bytes they have, one per block.
    private readonly List<(long Offset, int Length)> _blocks = [];

    private FeaturePart(FileStream stream, int count, int size)
    {
        _stream = stream;
        Count = count;
        Size = size;
    }

    /// <summary>Items in all.</summary>
    public int Count { get; }

    /// <summary>Values per item.</summary>
    public int Size { get; }

    /// <summary>Items that are there.</summary>
    public int Rows { get; private set; }

    /// <summary>What was cut off or thrown away at opening, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Opens or makes the file; what is not sound in it is cut off.</summary>
    public static FeaturePart Open(string path, FeatureKey key, int count, int size)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var part = new FeaturePart(stream, count, size);
            byte[] header = HeaderOf(key, count, size);
            byte[] found = new byte[HeaderLength];
            bool sound = stream.ReadAtLeast(found, HeaderLength, throwOnEndOfStream: false) == HeaderLength && found.AsSpan().SequenceEqual(header);
            if (sound)
            {
                part.ReadBlocks();
            }
            else
            {
                part.Problem = stream.Length == 0 ? null : $"{path}: expected the beginning of these features, found another file.";
                stream.SetLength(0);
                stream.Write(header);
                stream.Flush();
            }

            return part;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Adds the next rows.</summary>
    public void Append(float[] values)
    {
        long start = _stream.Position;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        int rows = values.Length / Size;
        byte[] count = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, rows);
        _stream.Write(count);
        _stream.Write(bytes);
        _stream.Write(DigestOf(Rows, rows, bytes));
        _stream.Flush();
        _blocks.Add((start + sizeof(int), bytes.Length));
        Rows += rows;
    }

    /// <summary>Passes the values of all blocks on, in order.</summary>
    public void ForEachBlock(Action<byte[]> use)
    {
        foreach ((long offset, int length) in _blocks)
        {
            byte[] values = new byte[length];
            _stream.Position = offset;
            _stream.ReadExactly(values);
            use(values);
        }

        _stream.Position = _stream.Length;
    }

    /// <summary>SHA-256 of all values.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ForEachBlock(hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static byte[] HeaderOf(FeatureKey key, int count, int size)
    {
        byte[] header = new byte[HeaderLength];
        "DMFEAT01"u8.CopyTo(header);
        key.HashBytes.CopyTo(header, 8);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), count);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), size);
        return header;
    }

    private static byte[] DigestOf(int start, int rows, ReadOnlySpan<byte> values)
    {
        Span<byte> place = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(place, start);
        BinaryPrimitives.WriteInt32LittleEndian(place[sizeof(int)..], rows);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(place);
        hash.AppendData(values);
        return hash.GetHashAndReset();
    }

    private void ReadBlocks()
    {
        long good = HeaderLength;
        while (good < _stream.Length)
        {
            if (!TryReadBlock(good, out int rows))
            {
                Problem = string.Create(CultureInfo.InvariantCulture, $"{_stream.Name}: at byte {good}: expected a whole block of features, found a damaged one.");
                break;
            }

            int length = rows * Size * sizeof(float);
            _blocks.Add((good + sizeof(int), length));
            Rows += rows;
            good += sizeof(int) + length + DigestLength;
        }

        _stream.SetLength(good);
        _stream.Position = good;
    }

    private bool TryReadBlock(long offset, out int rows)
    {
        rows = 0;
        _stream.Position = offset;
        byte[] count = new byte[sizeof(int)];
        if (_stream.ReadAtLeast(count, count.Length, throwOnEndOfStream: false) < count.Length)
        {
            return false;
        }

        rows = BinaryPrimitives.ReadInt32LittleEndian(count);
        long length = (long)rows * Size * sizeof(float);
        if (rows < 1 || rows > Count - Rows || length > Array.MaxLength || length > _stream.Length - _stream.Position - DigestLength)
        {
            return false;
        }

        byte[] values = new byte[length];
        byte[] digest = new byte[DigestLength];
        _stream.ReadExactly(values);
        _stream.ReadExactly(digest);
        return digest.AsSpan().SequenceEqual(DigestOf(Rows, rows, values));
    }
}
