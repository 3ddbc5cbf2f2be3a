using System.Globalization;
using System.Text;

namespace DeepMetric.Weights;

/// <summary>The wording of errors about files: the file, the byte, what was expected and what was found.</summary>
internal static class Damage
{
    private const int LongestQuote = 80;

    /// <summary>An error at a byte of a file.</summary>
    public static InvalidDataException At(string path, long offset, string expected, string found, Exception? cause = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}: at byte {offset}: expected {expected}, found {found}."), cause);

    /// <summary>Text out of a file, short and without control characters, so that a message stays one readable line.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'", LongestQuote + 8);
        foreach (char letter in text.AsSpan(0, Math.Min(text.Length, LongestQuote)))
        {
            quoted.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter);
        }

        return quoted.Append(text.Length > LongestQuote ? "…'" : "'").ToString();
    }

    /// <summary>A shape as text, e.g. [64, 3, 7, 7].</summary>
    public static string Shape(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";
}
