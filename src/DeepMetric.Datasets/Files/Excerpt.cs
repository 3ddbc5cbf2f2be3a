namespace DeepMetric.Datasets;

/// <summary>The beginning of a text, on one line, for an error message.</summary>
internal static class Excerpt
{
    private const int Longest = 80;

    /// <summary>In quotes.</summary>
    public static string Of(ReadOnlySpan<char> text) => $"\"{Start(text)}\"{(text.Length > Longest ? $"... ({text.Length} characters)" : "")}";

    /// <summary>Without quotes, for a name.</summary>
    public static string Bare(ReadOnlySpan<char> text) => $"{Start(text)}{(text.Length > Longest ? "..." : "")}";

    private static string Start(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, Longest)].ToString().ReplaceLineEndings(" ").Replace('\0', ' ');
}
