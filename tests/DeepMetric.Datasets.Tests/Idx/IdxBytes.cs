using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace DeepMetric.Datasets.Tests;

/// <summary>Makes small IDX files, and judges any bytes by a second, naive reading of the format.</summary>
internal static class IdxBytes
{
    public static byte[] Images(uint count, uint rows, uint columns, byte[] pixels) => [.. Number(0x803), .. Number(count), .. Number(rows), .. Number(columns), .. pixels];

    public static byte[] Labels(uint count, byte[] labels) => [.. Number(0x801), .. Number(count), .. labels];

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>The pixels of a sound file of images; null for any other bytes.</summary>
    public static byte[]? NaivePixels(byte[] file)
    {
        if (file.Length < 16 || !file.AsSpan(0, 4).SequenceEqual(Number(0x803)))
        {
            return null;
        }

        BigInteger[] sizes = [.. new[] { 4, 8, 12 }.Select(at => new BigInteger(file.AsSpan(at, 4), isUnsigned: true, isBigEndian: true))];
        bool isSound = sizes.All(size => size > 0) && sizes[0] * sizes[1] * sizes[2] == file.Length - 16;
        return isSound ? file[16..] : null;
    }

    /// <summary>The labels of a sound file of labels from 0 to 9; null for any other bytes.</summary>
    public static byte[]? NaiveLabels(byte[] file)
    {
        bool isSound = file.Length > 8 && file.AsSpan(0, 4).SequenceEqual(Number(0x801))
            && new BigInteger(file.AsSpan(4, 4), isUnsigned: true, isBigEndian: true) == file.Length - 8
            && file[8..].All(label => label <= 9);
        return isSound ? file[8..] : null;
    }
}
