using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Reads the characters of a data element.</summary>
internal static class MatCharacters
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding _utf32Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding _utf32Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);

    /// <summary>Reads the next element as the characters of an array, and parts them into rows.</summary>
    /// <param name="cursor">Where the element lies.</param>
    /// <param name="dims">The array's dimensions.</param>
    /// <param name="count">Their product.</param>
    public static MatValue.Text Read(MatCursor cursor, int[] dims, int count)
    {
        if (count == 0 && cursor.IsAtEnd)
        {
            return new(dims, []);
        }

        MatElement element = cursor.ReadElement();
        string characters = Decode(cursor, element);
        int rows = dims[0];
        if (characters.Length != count && !(rows == 1 && IsOtherCount(characters, element, count)))
        {
            throw cursor.Error(element.TagAt, $"{count} characters", $"{characters.Length}");
        }

        if (count == 0)
        {
            return new(dims, []);
        }

        if (rows == 1)
        {
            return new(dims, [characters]);
        }

        int columns = count / rows;
        var texts = new string[rows];
        for (int row = 0; row < rows; row++)
        {
            texts[row] = string.Create(columns, (characters, rows, row), static (target, from) =>
            {
                for (int column = 0; column < target.Length; column++)
                {
                    target[column] = from.characters[(column * from.rows) + from.row];
                }
            });
        }

        return new(dims, texts);
    }

    // MATLAB counts UTF-16 units. Other writers count code points, or the bytes of UTF-8; in a single row that does no harm.
    private static bool IsOtherCount(string characters, MatElement element, int count) =>
        count == characters.EnumerateRunes().Count() || (element.Type is MatType.Utf8 or MatType.UInt8 && count == element.Length);

    private static string Decode(MatCursor cursor, MatElement element)
    {
        ReadOnlySpan<byte> bytes = cursor.Data(element);
        int width = element.Type switch
        {
            MatType.Int8 or MatType.UInt8 or MatType.Utf8 => 1,
            MatType.UInt16 or MatType.Int16 or MatType.Utf16 => 2,
            MatType.Utf32 => 4,
            _ => throw cursor.Error(element.TagAt, "a type that holds characters", $"type {(uint)element.Type}"),
        };
        if (bytes.Length % width != 0)
        {
            throw cursor.Error(element.TagAt, $"characters of {width} bytes", $"{bytes.Length} bytes");
        }

        try
        {
            return element.Type switch
            {
                MatType.Utf8 => _utf8.GetString(bytes),
                MatType.Utf32 => (cursor.IsBigEndian ? _utf32Big : _utf32Little).GetString(bytes),
                // Single UTF-16 units may be anything: MATLAB's characters are just that.
                MatType.UInt16 or MatType.Int16 or MatType.Utf16 => Units(bytes, cursor.IsBigEndian),
                _ => Encoding.Latin1.GetString(bytes),
            };
        }
        catch (DecoderFallbackException problem)
        {
            throw cursor.Error(
                element.Start + Math.Max(0, problem.Index), element.Type == MatType.Utf8 ? "UTF-8" : "UTF-32", $"the bytes {Convert.ToHexString(problem.BytesUnknown ?? [])}", problem);
        }
    }

    private static string Units(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        var units = new char[bytes.Length / 2];
        for (int i = 0; i < units.Length; i++)
        {
            (byte first, byte second) = (bytes[2 * i], bytes[(2 * i) + 1]);
            units[i] = (char)(isBigEndian ? (first << 8) | second : (second << 8) | first);
        }

        return new(units);
    }
}
