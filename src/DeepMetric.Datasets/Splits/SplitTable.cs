using System.Text;

namespace DeepMetric.Datasets;

/// <summary>The form of a split as a table, for plans made by hand or by another program: CSV with the columns <c>item</c> and <c>part</c>.</summary>
/// <remarks>
/// <para>Format: UTF-8; the header <c>item,part</c>; a line for each item with its name and <c>train</c>, <c>validation</c> or <c>test</c>. A name with
/// a comma, a quote or a line break is quoted as in RFC 4180. The table does not say which data set it belongs to, how it was made, or a fingerprint;
/// the plan read from it is of kind <see cref="SplitKind.File"/> and is named as the file.</para>
/// </remarks>
internal static class SplitTable
{
    private const string Header = "item,part";
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Format(SplitPlan plan, SplitSource source)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach ((int[] places, ItemPart part) in new[] { (plan.Train, ItemPart.Train), (plan.Validation, ItemPart.Validation), (plan.Test, ItemPart.Test) })
        {
            foreach (string name in places.Select(place => source.ItemNames[place]))
            {
                bool isPlain = name.AsSpan().IndexOfAny(",\"\r\n") < 0;
                text.Append(isPlain ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"").Append(',').Append(SplitAssignment.NameOf(part)).Append('\n');
            }
        }

        return _utf8.GetBytes(text.ToString());
    }

    public static SplitPlan Parse(byte[] content, string file, SplitSource source)
    {
        string text = Decode(content, file);
        var assignment = new SplitAssignment(source);
        int at = 0;
        int line = 1;
        string header = text[..EndOfLine(text, 0)];
        if (header != Header)
        {
            throw Error(file, line, $"the header {Header}", SplitText.Quote(header));
        }

        Advance(text, header.Length, ref at, ref line);
        while (at < text.Length)
        {
            int start = line;
            string name = Name(text, file, ref at, ref line);
            int end = EndOfLine(text, at);
            string part = text[at..end];
            if (SplitAssignment.PartOf(part) is not ItemPart known)
            {
                throw Error(file, line, "train, validation or test after the comma", SplitText.Quote(part));
            }

            if (assignment.Put(name, known) is string problem)
            {
                throw Error(file, start, $"an item of {source.Dataset} that is in no part yet", problem);
            }

            Advance(text, end, ref at, ref line);
        }

        string planName = Path.GetFileNameWithoutExtension(file);
        return new(
            source,
            SplitKind.File,
            string.IsNullOrWhiteSpace(planName) || !SplitText.IsSound(planName) ? "file" : planName,
            assignment.Places(ItemPart.Train),
            assignment.Places(ItemPart.Validation),
            assignment.Places(ItemPart.Test));
    }

    /// <summary>Reads a name and the comma after it.</summary>
    private static string Name(string text, string file, ref int at, ref int line)
    {
        if (text[at] != '"')
        {
            int stop = text.AsSpan(at).IndexOfAny(",\r\n");
            if (stop < 0 || text[at + stop] != ',')
            {
                throw Error(file, line, "a comma after the item's name", "the end of the line");
            }

            string plain = text.Substring(at, stop);
            at += stop + 1;
            return plain;
        }

        int start = line;
        var name = new StringBuilder();
        at++;
        while (true)
        {
            int quote = text.AsSpan(at).IndexOf('"');
            if (quote < 0)
            {
                throw Error(file, start, "a quote that ends the item's name", "the end of the file");
            }

            ReadOnlySpan<char> piece = text.AsSpan(at, quote);
            line += piece.Count('\n');
            name.Append(piece);
            at += quote + 1;
            char next = at < text.Length ? text[at++] : '\0';
            if (next == ',')
            {
                return name.ToString();
            }

            if (next != '"')
            {
                throw Error(file, line, "a comma or a second quote after a quote", next == '\0' ? "the end of the file" : SplitText.Quote($"{next}"));
            }

            name.Append('"');
        }
    }

    private static int EndOfLine(string text, int from)
    {
        int length = text.AsSpan(from).IndexOfAny("\r\n");
        return length < 0 ? text.Length : from + length;
    }

    private static void Advance(string text, int end, ref int at, ref int line)
    {
        at = end;
        at += at < text.Length && text[at] == '\r' ? 1 : 0;
        at += at < text.Length && text[at] == '\n' ? 1 : 0;
        line++;
    }

    private static string Decode(byte[] content, string file)
    {
        try
        {
            int skipped = content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
            return _utf8.GetString(content, skipped, content.Length - skipped);
        }
        catch (DecoderFallbackException problem)
        {
            int valid = ValidPrefix(content);
            throw new InvalidDataException(
                $"{file}, line {1 + content.AsSpan(0, valid).Count((byte)'\n')}, byte {valid}: expected sound UTF-8, found 0x{content[Math.Min(valid, content.Length - 1)]:x2}.", problem);
        }
    }

    private static int ValidPrefix(ReadOnlySpan<byte> content)
    {
        int at = 0;
        while (at < content.Length && Rune.DecodeFromUtf8(content[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static InvalidDataException Error(string file, int line, string expected, string found) =>
        new($"{file}, line {line}: expected {expected}, found {found}.");
}
