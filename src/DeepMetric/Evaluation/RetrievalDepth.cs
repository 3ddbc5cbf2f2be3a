namespace DeepMetric.Evaluation;

/// <summary>How far down its ranking a query is judged: items behind the depth count as not found.</summary>
public sealed record RetrievalDepth
{
    private RetrievalDepth(int? nearest, bool largestClass)
    {
        Items = nearest;
        IsLargestClass = largestClass;
    }

    /// <summary>The whole ranking.</summary>
    public static RetrievalDepth Full { get; } = new(null, false);

    /// <summary>As many items as the query with the most relevant items has; the least depth at which R-precision and MAP@R are whole.</summary>
    public static RetrievalDepth LargestClass { get; } = new(null, true);

    /// <summary>The number of items, where one was given; otherwise null.</summary>
    public int? Items { get; }

    /// <summary>Whether the depth is that of <see cref="LargestClass"/>.</summary>
    public bool IsLargestClass { get; }

    /// <summary>A number of nearest items. Below the largest class, R-precision and MAP@R lose what lies behind.</summary>
    /// <param name="items">At least 1; more than there are means all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="items"/> is below 1.</exception>
    public static RetrievalDepth Nearest(int items)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        return new RetrievalDepth(items, false);
    }
}
