namespace DeepMetric.Lab.Formatting;

/// <summary>Puts words together.</summary>
public static class Words
{
    /// <summary>Names in a row, e.g. <c>a, b and c</c>.</summary>
    /// <param name="names">The names.</param>
    public static string Join(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
    }
}
