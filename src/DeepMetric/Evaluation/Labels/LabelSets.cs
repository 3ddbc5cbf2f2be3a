namespace DeepMetric.Evaluation.Labels;

/// <summary>Items that have several classes each, or none.</summary>
/// <remarks>Two items are alike when they share a class; how much alike, the Jaccard index says: classes in common over classes of either.</remarks>
public sealed class LabelSets
{
    /// <summary>Stands for an item without a class.</summary>
    internal const int Unknown = -1;

    private readonly int[] _labels;
    private readonly int[] _starts;

    /// <summary>Makes the sets; they are copied, and repeats within one don't count.</summary>
    /// <param name="sets">The classes of each item, each 0 or more; an empty set for an item of unknown class.</param>
    /// <exception cref="ArgumentException">There is no item, or a class is negative.</exception>
    public LabelSets(IReadOnlyList<IReadOnlyCollection<int>> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count == 0)
        {
            throw new ArgumentException("Expected at least 1 item; found none.", nameof(sets));
        }

        var labels = new List<int>();
        _starts = new int[sets.Count + 1];
        for (int item = 0; item < sets.Count; item++)
        {
            int[] own = [.. sets[item].Distinct().Order()];
            if (own.Length > 0 && own[0] < 0)
            {
                throw new ArgumentException($"Expected classes of 0 or more, and an empty set for an unknown class; found {own[0]} for item {item}.", nameof(sets));
            }

            labels.AddRange(own);
            _starts[item + 1] = labels.Count;
        }

        _labels = [.. labels];
    }

    /// <summary>How many items there are.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The classes of an item, ascending.</summary>
    /// <param name="item">The item, from 0.</param>
    public ReadOnlySpan<int> Of(int item) => _labels.AsSpan(_starts[item]..(_starts[item + 1]));

    /// <summary>Whether two items share a class.</summary>
    /// <param name="item">An item of these.</param>
    /// <param name="others">The sets of the other item; these or others of the same numbering.</param>
    /// <param name="other">The other item.</param>
    public bool Intersect(int item, LabelSets others, int other)
    {
        ArgumentNullException.ThrowIfNull(others);
        return Shared(Of(item), others.Of(other)) > 0;
    }

    /// <summary>Classes in common over classes of either; 0 when neither has one.</summary>
    /// <param name="item">An item of these.</param>
    /// <param name="others">The sets of the other item; these or others of the same numbering.</param>
    /// <param name="other">The other item.</param>
    public double Jaccard(int item, LabelSets others, int other)
    {
        ArgumentNullException.ThrowIfNull(others);
        ReadOnlySpan<int> a = Of(item);
        ReadOnlySpan<int> b = others.Of(other);
        int shared = Shared(a, b);
        return shared == 0 ? 0 : (double)shared / (a.Length + b.Length - shared);
    }

    /// <summary>The smallest class of each item, −1 where it has none.</summary>
    internal int[] FirstOrUnknown() => [.. Enumerable.Range(0, Count).Select(item => Of(item) is [int first, ..] ? first : Unknown)];

    private static int Shared(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int shared = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            int sign = a[i].CompareTo(b[j]);
            shared += sign == 0 ? 1 : 0;
            i += sign <= 0 ? 1 : 0;
            j += sign >= 0 ? 1 : 0;
        }

        return shared;
    }
}
