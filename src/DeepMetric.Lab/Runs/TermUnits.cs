namespace DeepMetric.Lab.Runs;

/// <summary>The names, in records, of what one term of a loss is.</summary>
public static class TermUnits
{
    /// <summary>Two items.</summary>
    public const string Pair = "pair";

    /// <summary>An anchor, a positive and a negative.</summary>
    public const string Triplet = "triplet";

    /// <summary>One item.</summary>
    public const string Sample = "sample";
}
