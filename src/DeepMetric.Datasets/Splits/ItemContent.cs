using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Fingerprints of the contents of single items, to find an item that is in a data set twice.</summary>
public static class ItemContent
{
    private const int Chunk = 1 << 16;

    /// <summary>The SHA-256 of an image's content: of its whole file, or of its raw bytes where it lies inside a larger file.</summary>
    /// <remarks>The file is read in pieces of 64 KiB. A box does not count: two boxes of one picture have the same content.</remarks>
    /// <param name="index">The images.</param>
    /// <param name="place">The place of the item, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="InvalidDataException">The file ends before the item does.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Sha256(ImageIndex index, int place)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, index.Items.Count);
        ImageItem item = index.Items[place];
        string file = index.FileOf(item);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return item.Raw is RawPixels raw ? OfPixels(stream, file, raw) : SHA256.HashData(stream);
    }

    /// <summary>Computes fingerprints of the images of an index, for <see cref="LeakCheck"/>.</summary>
    /// <param name="index">The images.</param>
    public static Func<int, byte[]> Of(ImageIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return place => Sha256(index, place);
    }

    /// <summary>Computes fingerprints of the values of the items of a set (IEEE single, as this machine stores them), in the order of <see cref="SplitSource.From(DatasetSplit, string?)"/>.</summary>
    /// <param name="split">The set.</param>
    public static Func<int, byte[]> Of(DatasetSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        int train = split.Train.Count;
        return place => SHA256.HashData(MemoryMarshal.AsBytes(place < train ? split.Train.Item(place) : split.Test.Item(place - train)));
    }

    private static byte[] OfPixels(FileStream stream, string file, RawPixels raw)
    {
        Int128 length = (Int128)raw.Channels * raw.Height * raw.Width;
        if (raw.Offset < 0 || length < 1 || raw.Offset + length > stream.Length)
        {
            throw new InvalidDataException(
                $"{file}: at byte {raw.Offset}: expected {raw.Channels}x{raw.Height}x{raw.Width} bytes of pixels, found {Math.Max(0, stream.Length - Math.Max(0, raw.Offset))}.");
        }

        stream.Position = raw.Offset;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[(int)Int128.Min(length, Chunk)];
        for (Int128 left = length; left > 0; left -= bytes.Length)
        {
            Span<byte> piece = bytes.AsSpan(0, (int)Int128.Min(left, bytes.Length));
            stream.ReadExactly(piece);
            hash.AppendData(piece);
        }

        return hash.GetHashAndReset();
    }
}
