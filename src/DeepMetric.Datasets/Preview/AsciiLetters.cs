using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Writes any text with the printable characters of ASCII.</summary>
/// <remarks>
/// Latin letters lose their accents (<c>é</c> is <c>e</c>, <c>ß</c> is <c>ss</c>), typographic quotes and dashes become plain ones, combining accents
/// vanish, white space becomes a space, and every other character a question mark.
/// </remarks>
internal static class AsciiLetters
{
    private const char LatinFrom = '\u00C0';

    // One entry for each character from U+00C0 to U+017F.
    private static readonly string[] _latin = (
        "A A A A A A AE C E E E E I I I I D N O O O O O x O U U U U Y Th ss a a a a a a ae c e e e e i i i i d n o o o o o / o u u u u y th y "
        + "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h I i I i I i I i I i IJ ij J j K k k L l L l L l L l L l "
        + "N n N n N n n N n O o O o O o OE oe R r R r R r S s S s S s S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s").Split(' ');

    public static string Of(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                >= ' ' and <= '~' => ascii.Append((char)rune.Value),
                >= LatinFrom and <= 0x17F => ascii.Append(_latin[rune.Value - LatinFrom]),
                >= 0x300 and <= 0x36F => ascii,
                0x2018 or 0x2019 or 0x201A or 0x2032 or 0xB4 => ascii.Append('\''),
                0x201C or 0x201D or 0x201E or 0x2033 or 0xAB or 0xBB => ascii.Append('"'),
                (>= 0x2010 and <= 0x2015) or 0x2212 => ascii.Append('-'),
                0x2026 => ascii.Append("..."),
                0xB7 or 0x2022 => ascii.Append('*'),
                _ => ascii.Append(Rune.IsWhiteSpace(rune) ? ' ' : '?'),
            };
        }

        return ascii.ToString();
    }
}
