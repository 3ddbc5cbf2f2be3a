namespace DeepMetric.Losses.Kernels;

/// <summary>The classes of a batch as small numbers, and who is in each, for kernels that go row by row.</summary>
internal sealed class RowClasses
{
    /// <summary>The class of items that take part in nothing.</summary>
    public const int Ignored = -1;

    private static readonly int[] s_none = [];
    private readonly int[][] _members;
    private readonly int? _firstSelf;

    /// <summary>Numbers the classes of a batch with labels.</summary>
    public RowClasses(EmbeddingBatch batch, long? ignoredLabel)
    {
        _firstSelf = batch.FirstSelf;
        Dictionary<long, int> numbers = [];
        int Number(long label) => label == ignoredLabel ? Ignored : numbers.TryGetValue(label, out int known) ? known : numbers[label] = numbers.Count;
        OfReference = [.. batch.ReferenceLabels!.Select(Number)];
        OfAnchors = batch.HasReference ? [.. batch.Labels!.Select(Number)] : OfReference;
        int[] sizes = new int[numbers.Count];
        foreach (int number in OfReference)
        {
            if (number != Ignored)
            {
                sizes[number]++;
            }
        }

        _members = [.. sizes.Select(size => new int[size])];
        Array.Clear(sizes);
        List<int> ignored = [];
        for (int j = 0; j < OfReference.Length; j++)
        {
            if (OfReference[j] is var number && number != Ignored)
            {
                _members[number][sizes[number]++] = j;
            }
            else
            {
                ignored.Add(j);
            }
        }

        IgnoredItems = [.. ignored];
    }

    /// <summary>The class of each anchor.</summary>
    public int[] OfAnchors { get; }

    /// <summary>The class of each item of the reference.</summary>
    public int[] OfReference { get; }

    /// <summary>The items of the reference that take part in nothing.</summary>
    public int[] IgnoredItems { get; }

    /// <summary>The items of the anchor's class, in order, itself among them if it is there; none for an ignored anchor.</summary>
    public int[] MembersOf(int anchor) => OfAnchors[anchor] is var number && number == Ignored ? s_none : _members[number];

    /// <summary>The anchor's place in the reference; -1 if it has none.</summary>
    public int SelfOf(int anchor) => _firstSelf is int first ? first + anchor : -1;

    /// <summary>The number of the anchor's positives.</summary>
    public int PositivesOf(int anchor) => OfAnchors[anchor] == Ignored ? 0 : MembersOf(anchor).Length - (_firstSelf is null ? 0 : 1);

    /// <summary>The number of the anchor's negatives.</summary>
    public int NegativesOf(int anchor) => OfAnchors[anchor] == Ignored ? 0 : OfReference.Length - IgnoredItems.Length - MembersOf(anchor).Length;
}
