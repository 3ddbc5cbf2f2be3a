using System.Buffers.Binary;
using System.IO.Compression;

namespace DeepMetric.Datasets;

/// <summary>Inflates a compressed element of a MAT-file, within bounds.</summary>
internal static class MatInflater
{
    // zlib's densest code stands for 258 bytes and takes 2 bits: 1,032 bytes per byte.
    private const long MaximumRatio = 1032;
    private const int FirstBuffer = 16 * 1024;
    private const int HeaderLength = 2;
    private const int ChecksumLength = 4;
    private const int TagLength = 8;

    /// <summary>Inflates an element: the tag of the array in it and as many bytes as that tag says.</summary>
    /// <param name="cursor">The file.</param>
    /// <param name="element">The compressed element.</param>
    /// <param name="limit">The most bytes to inflate.</param>
    public static byte[] Inflate(MatCursor cursor, MatElement element, int limit)
    {
        ReadOnlySpan<byte> packed = cursor.Data(element);
        if (packed.Length < HeaderLength + ChecksumLength)
        {
            throw cursor.Error(element.TagAt, $"compressed data of {HeaderLength + ChecksumLength} bytes or more", $"{packed.Length}");
        }

        using var stream = new ZLibStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var tag = new byte[TagLength];
        int got = Read(tag, 0);
        if (got < TagLength)
        {
            throw cursor.Error(element.Start, $"compressed data that inflate to {TagLength} bytes or more", $"{got}");
        }

        uint claimed = cursor.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(tag.AsSpan(4)) : BinaryPrimitives.ReadUInt32LittleEndian(tag.AsSpan(4));
        long size = TagLength + (long)claimed;
        long most = Math.Min(limit, element.Length * MaximumRatio);
        if (size > most)
        {
            throw cursor.Error(
                element.Start, $"compressed data that inflate to at most {most} bytes ({MaximumRatio} times their length, and no more than is left of the file's allowance)", $"a claim of {size}");
        }

        var inflated = new byte[Math.Min(size, FirstBuffer)];
        tag.CopyTo(inflated, 0);
        int filled = TagLength;
        while (filled < size)
        {
            if (filled == inflated.Length)
            {
                Array.Resize(ref inflated, (int)Math.Min(size, 2L * inflated.Length));
            }

            got = Read(inflated.AsSpan(filled), filled);
            if (got == 0)
            {
                throw cursor.Error(element.Start, $"compressed data that inflate to {size} bytes", $"their end after {filled}");
            }

            filled += got;
        }

        if (Read(tag.AsSpan(0, 1), filled) > 0)
        {
            throw cursor.Error(element.Start, $"compressed data that inflate to {size} bytes", "more bytes");
        }

        // The decompressor minds neither a checksum that is cut off nor bytes behind it.
        int checksumAt = element.Start + element.Length - ChecksumLength;
        uint found = BinaryPrimitives.ReadUInt32BigEndian(packed[^ChecksumLength..]);
        uint expected = Adler32(inflated);
        return found == expected ? inflated : throw cursor.Error(checksumAt, $"the checksum 0x{expected:X8} of the inflated data", $"0x{found:X8}");

        int Read(Span<byte> target, int position)
        {
            try
            {
                return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            }
            // A header that asks for a preset dictionary makes the decompressor throw an IOException of its own, though it reads from memory.
            catch (Exception problem) when (problem is InvalidDataException or IOException)
            {
                throw cursor.Error(element.Start, "sound compressed data", $"damage after {position} inflated bytes or more ({problem.Message.TrimEnd('.')})", problem);
            }
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        // So many bytes can be added before the sums could overflow.
        const int Stretch = 5552;
        uint low = 1;
        uint high = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> some = bytes[..Math.Min(Stretch, bytes.Length)];
            foreach (byte value in some)
            {
                low += value;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
            bytes = bytes[some.Length..];
        }

        return (high << 16) | low;
    }
}
