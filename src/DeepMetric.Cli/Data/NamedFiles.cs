namespace DeepMetric.Cli.Data;

/// <summary>Files that have something in common.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Names">Their paths, with what is said of each.</param>
internal sealed record NamedFiles(int Count, IReadOnlyList<string> Names)
{
    /// <summary>Those of a list.</summary>
    /// <param name="names">Their paths.</param>
    public static NamedFiles Of(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return new(all.Length, all);
    }
}
