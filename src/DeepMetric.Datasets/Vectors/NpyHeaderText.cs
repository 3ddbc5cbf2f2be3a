namespace DeepMetric.Datasets;

/// <summary>Reads the dictionary in a <c>.npy</c> header: a Python literal with the keys descr, fortran_order and shape.</summary>
internal sealed class NpyHeaderText(string text, long offset, string file)
{
    private int _at;

    public NpyHeader Parse(long dataOffset)
    {
        string? descr = null;
        bool? isFortran = null;
        List<int>? shape = null;
        long descrAt = 0;
        Expect('{');
        while (!Accept('}'))
        {
            string key = Quoted("a key");
            Expect(':');
            SkipSpace();
            switch (key)
            {
                case "descr" when descr is null:
                    descrAt = offset + _at;
                    descr = Quoted("a type such as '<f4'");
                    break;
                case "fortran_order" when isFortran is null:
                    isFortran = Truth();
                    break;
                case "shape" when shape is null:
                    shape = Shape();
                    break;
                default:
                    throw Error("the keys descr, fortran_order and shape, once each", Excerpt.Of(key));
            }

            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_at < text.Length)
        {
            throw Error("nothing but spaces after the header", Excerpt.Of(text.AsSpan(_at)));
        }

        if (descr is null || isFortran is null || shape is null)
        {
            throw Error("the keys descr, fortran_order and shape", "the end of the header");
        }

        (char kind, int size, bool isBigEndian) = Type(descr, descrAt);
        return new(kind, size, isBigEndian, isFortran.Value, shape[0], shape.Count > 1 ? shape[1] : 1, dataOffset);
    }

    private (char Kind, int Size, bool IsBigEndian) Type(string descr, long at)
    {
        (char Kind, int Size)? found = descr.Length < 2 ? null : descr[1..] switch
        {
            "f2" => ('f', 2),
            "f4" => ('f', 4),
            "f8" => ('f', 8),
            "i1" => ('i', 1),
            "i2" => ('i', 2),
            "i4" => ('i', 4),
            "i8" => ('i', 8),
            "u1" => ('u', 1),
            "u2" => ('u', 2),
            "u4" => ('u', 4),
            "u8" => ('u', 8),
            "b1" => ('b', 1),
            _ => null,
        };
        bool orderIsKnown = found is not null && (descr[0] is '<' or '>' or '=' || (descr[0] == '|' && found.Value.Size == 1));
        return found is (char kind, int size) && orderIsKnown
            ? (kind, size, descr[0] == '>' || (descr[0] == '=' && !BitConverter.IsLittleEndian))
            : throw NpyHeader.Error(file, at, "a type of f2, f4, f8, i1 to i8, u1 to u8 or b1 with its byte order, such as '<f4'", Excerpt.Of(descr));
    }

    private bool Truth()
    {
        foreach ((string word, bool value) in ((string, bool)[])[("True", true), ("False", false)])
        {
            if (text.AsSpan(_at).StartsWith(word))
            {
                _at += word.Length;
                return value;
            }
        }

        throw Error("True or False", Excerpt.Of(text.AsSpan(_at)));
    }

    private List<int> Shape()
    {
        int start = _at;
        var sizes = new List<int>();
        Expect('(');
        while (!Accept(')'))
        {
            SkipSpace();
            int digits = 0;
            while (_at + digits < text.Length && char.IsAsciiDigit(text[_at + digits]))
            {
                digits++;
            }

            if (!int.TryParse(text.AsSpan(_at, digits), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int size))
            {
                throw Error($"a size of at most {int.MaxValue}", Excerpt.Of(text.AsSpan(_at)));
            }

            sizes.Add(size);
            _at += digits;
            // Files written by Python 2 may have sizes such as 3L.
            Accept('L');
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }

        return sizes.Count is 1 or 2
            ? sizes
            : throw NpyHeader.Error(file, offset + start, "one or two dimensions", $"{sizes.Count}");
    }

    private string Quoted(string what)
    {
        SkipSpace();
        char quote = _at < text.Length ? text[_at] : '\0';
        int end = quote is '\'' or '"' ? text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
        {
            throw Error($"{what} in quotes", Excerpt.Of(text.AsSpan(_at)));
        }

        string inner = text[(_at + 1)..end];
        _at = end + 1;
        return inner;
    }

    private void Expect(char c)
    {
        if (!Accept(c))
        {
            throw Error($"'{c}'", Excerpt.Of(text.AsSpan(_at)));
        }
    }

    private bool Accept(char c)
    {
        SkipSpace();
        bool isNext = _at < text.Length && text[_at] == c;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\n' or '\r' or '\t')
        {
            _at++;
        }
    }

    private InvalidDataException Error(string expected, string found) => NpyHeader.Error(file, offset + _at, expected, found);
}
