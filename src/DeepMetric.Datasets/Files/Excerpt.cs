namespace DeepMetric.Datasets;

/// <summary>The beginning of a text, in quotes, for an error message.</summary>
internal static class Excerpt
{
    private const int Longest = 80;

    public static string Of(ReadOnlySpan<char> text)
    {
        bool isLong = text.Length > Longest;
        string start = text[..Math.Min(text.Length, Longest)].ToString();
        return $"\"{start.ReplaceLineEndings(" ").Replace('\0', ' ')}\"{(isLong ? $"... ({text.Length} characters)" : "")}";
    }
}
