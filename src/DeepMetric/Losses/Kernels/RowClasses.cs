using System.Buffers;

namespace DeepMetric.Losses.Kernels;

/// <summary>The classes of a batch as small numbers, and who is in each, for kernels that go row by row. Its memory is used again from step to step; dispose to give it back.</summary>
internal sealed class RowClasses : IDisposable
{
    /// <summary>The class of items that take part in nothing.</summary>
    public const int Ignored = -1;

    private const int MostKept = 1 << 16;

    [ThreadStatic]
    private static Dictionary<long, int>? _numbers;

    private readonly int _anchors;
    private readonly int _references;
    private readonly int _ignored;
    private readonly int? _firstSelf;
    private int[] _ofReference;
    private int[] _ofAnchors;
    private int[] _items;
    private int[] _ends;

    /// <summary>Numbers the classes of a batch with labels.</summary>
    public RowClasses(EmbeddingBatch batch, long? ignoredLabel)
    {
        _firstSelf = batch.FirstSelf;
        (_anchors, _references) = (batch.Count, batch.ReferenceCount);
        Dictionary<long, int> numbers = _numbers ??= [];
        _ofReference = Numbered(batch.ReferenceLabels!, _references, numbers, ignoredLabel);
        _ofAnchors = batch.HasReference ? Numbered(batch.Labels!, _anchors, numbers, ignoredLabel) : _ofReference;
        int classes = numbers.Count;
        numbers.Clear();
        if (classes > MostKept)
        {
            _numbers = null;
        }

        // Items stand class by class, those that take part in nothing before all; an entry is first where its class starts, and in the end where it ends.
        _items = ArrayPool<int>.Shared.Rent(_references);
        _ends = ArrayPool<int>.Shared.Rent(classes + 1);
        Array.Clear(_ends, 0, classes + 1);
        foreach (int number in OfReference)
        {
            _ends[number + 1]++;
        }

        _ignored = _ends[0];
        int before = 0;
        foreach (ref int place in _ends.AsSpan(0, classes + 1))
        {
            (place, before) = (before, before + place);
        }

        for (int j = 0; j < _references; j++)
        {
            _items[_ends[_ofReference[j] + 1]++] = j;
        }
    }

    /// <summary>The class of each anchor.</summary>
    public ReadOnlySpan<int> OfAnchors => _ofAnchors.AsSpan(0, _anchors);

    /// <summary>The class of each item of the reference.</summary>
    public ReadOnlySpan<int> OfReference => _ofReference.AsSpan(0, _references);

    /// <summary>The items of the reference that take part in nothing.</summary>
    public ReadOnlySpan<int> IgnoredItems => _items.AsSpan(0, _ignored);

    /// <summary>The items of the anchor's class, in order, itself among them if it is there; none for an ignored anchor.</summary>
    public ReadOnlySpan<int> MembersOf(int anchor)
    {
        int number = _ofAnchors[anchor];
        return number == Ignored ? [] : _items.AsSpan(_ends[number], _ends[number + 1] - _ends[number]);
    }

    /// <summary>The anchor's place in the reference; -1 if it has none.</summary>
    public int SelfOf(int anchor) => _firstSelf is int first ? first + anchor : -1;

    /// <summary>The number of the anchor's positives.</summary>
    public int PositivesOf(int anchor) => _ofAnchors[anchor] == Ignored ? 0 : MembersOf(anchor).Length - (_firstSelf is null ? 0 : 1);

    /// <summary>The number of the anchor's negatives.</summary>
    public int NegativesOf(int anchor) => _ofAnchors[anchor] == Ignored ? 0 : _references - _ignored - MembersOf(anchor).Length;

    public void Dispose()
    {
        if (_ofAnchors != _ofReference)
        {
            ArrayPool<int>.Shared.Return(_ofAnchors);
        }

        ArrayPool<int>.Shared.Return(_ofReference);
        ArrayPool<int>.Shared.Return(_items);
        ArrayPool<int>.Shared.Return(_ends);
        (_ofAnchors, _ofReference, _items, _ends) = ([], [], [], []);
    }

    private static int[] Numbered(IReadOnlyList<long> labels, int count, Dictionary<long, int> numbers, long? ignoredLabel)
    {
        int[] found = ArrayPool<int>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
        {
            long label = labels[i];
            if (label == ignoredLabel)
            {
                found[i] = Ignored;
            }
            else if (!numbers.TryGetValue(label, out found[i]))
            {
                found[i] = numbers[label] = numbers.Count;
            }
        }

        return found;
    }
}
