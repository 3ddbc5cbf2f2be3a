using System.Globalization;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>The fields of one 512-byte header of a tar archive (POSIX.1-1988 ustar, with GNU's binary numbers).</summary>
internal static class TarHeader
{
    public const int Size = 512;

    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;
    private const int MagicAt = 257;
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether these bytes begin a tar archive: the magic word is there, or the checksum is right.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> block) =>
        block.Length == Size && (block[MagicAt..].StartsWith("ustar"u8) || (block.ContainsAnyExcept((byte)0) && HasRightChecksum(block, out _, out _)));

    public static bool HasRightChecksum(ReadOnlySpan<byte> block, out long stated, out long counted)
    {
        counted = 0;
        for (int i = 0; i < Size; i++)
        {
            counted += i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? ' ' : block[i];
        }

        return TryNumber(block.Slice(ChecksumAt, ChecksumLength), out stated) && stated == counted;
    }

    public static bool TrySize(ReadOnlySpan<byte> block, out long size) => TryNumber(block.Slice(124, 12), out size);

    public static char Type(ReadOnlySpan<byte> block) => (char)block[156];

    public static string Name(ReadOnlySpan<byte> block)
    {
        string name = Text(block[..100]);
        // GNU's older form ("ustar  ") keeps times where POSIX has the prefix.
        string prefix = block.Slice(MagicAt, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    /// <summary>Text up to the first NUL: UTF-8, or Latin-1 where it is none.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Decode(end < 0 ? field : field[..end]);
    }

    /// <summary>UTF-8, or Latin-1 where it is none, so that every name can be shown and none is lost.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Reads the entries of a pax header, each "LENGTH KEY=VALUE\n".</summary>
    /// <returns>False when a record is malformed.</returns>
    public static bool TryPax(ReadOnlySpan<byte> data, IDictionary<string, string> values)
    {
        while (!data.IsEmpty)
        {
            int blank = data.IndexOf((byte)' ');
            if (blank is < 1 or > 9
                || !int.TryParse(data[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length <= blank + 1 || length > data.Length || data[length - 1] != '\n')
            {
                return false;
            }

            ReadOnlySpan<byte> record = data[(blank + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                return false;
            }

            values[Decode(record[..equals])] = Decode(record[(equals + 1)..]);
            data = data[length..];
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if ((field[0] & 0x80) != 0)
        {
            return TryBinary(field, out number);
        }

        ReadOnlySpan<byte> digits = field.TrimStart((byte)' ').TrimEnd("\0 "u8);
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private static bool TryBinary(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if (field.Length <= sizeof(long) || field[0] != 0x80 || field[1..^sizeof(long)].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        foreach (byte part in field[^sizeof(long)..])
        {
            number = (number << 8) | part;
        }

        return number >= 0;
    }
}
