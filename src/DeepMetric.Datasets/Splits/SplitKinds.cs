namespace DeepMetric.Datasets;

/// <summary>The names of the kinds of splits, as they stand in files and records.</summary>
public static class SplitKinds
{
    private static readonly string[] _names = ["official", "closed-set", "class-disjoint", "file"];

    /// <summary>The names, in the order of <see cref="SplitKind"/>.</summary>
    public static IReadOnlyList<string> Names => _names;

    /// <summary>The name of a kind, such as <c>class-disjoint</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static string NameOf(SplitKind kind) =>
        (uint)kind < (uint)_names.Length ? _names[(int)kind] : throw new ArgumentException($"Expected a kind of split, found {(int)kind}.", nameof(kind));

    /// <summary>The kind of a name; false where there is none of that name.</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="kind">The kind, if there is one.</param>
    public static bool TryParse(string? name, out SplitKind kind)
    {
        int place = Array.IndexOf(_names, name);
        kind = (SplitKind)Math.Max(0, place);
        return place >= 0;
    }
}
