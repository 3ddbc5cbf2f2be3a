using System.Text;

namespace DeepMetric.Datasets;

/// <summary>What the names in splits may look like, and how messages show them.</summary>
internal static class SplitText
{
    private const int Shown = 80;

    /// <summary>Whether a text can be written as UTF-8 and read back: it holds no lone half of a surrogate pair.</summary>
    public static bool IsSound(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }

    /// <summary>A text within quotes: its first 80 characters, those that cannot be shown as <c>\u</c> and their code.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char letter in text.AsSpan(0, Math.Min(Shown, text.Length)))
        {
            _ = char.IsControl(letter) || char.IsSurrogate(letter) ? quoted.Append($"\\u{(int)letter:x4}") : quoted.Append(letter);
        }

        return quoted.Append(text.Length > Shown ? "...\"" : "\"").ToString();
    }

    /// <summary>A number with its noun: <c>1 class</c>, <c>2 classes</c>.</summary>
    public static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
