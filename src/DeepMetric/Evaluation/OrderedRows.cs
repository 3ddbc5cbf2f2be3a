using System.Runtime.Intrinsics;

namespace DeepMetric.Evaluation;

/// <summary>Rows in ascending order of a float, up to a resolution: two passes over whole numbers of 20 bits, without a branch that nobody could foresee. Reused from query to query.</summary>
/// <param name="capacity">The most rows.</param>
internal sealed class OrderedRows(int capacity)
{
    private const int Bits = 10;
    private const int Buckets = 1 << Bits;
    private const int Largest = (1 << (2 * Bits)) - 1;
    private readonly int[] _low = new int[Buckets];
    private readonly int[] _high = new int[Buckets];
    private readonly int[] _numbers = new int[capacity];
    private readonly ulong[] _entries = new ulong[capacity];
    private readonly float[] _orders = new float[capacity];
    private readonly int[] _items = new int[capacity];
    private int _count;

    /// <summary>Rows whose floats are not farther apart than this may stand in the wrong order.</summary>
    public double Resolution { get; private set; }

    /// <summary>The floats, ascending up to the <see cref="Resolution"/>.</summary>
    public ReadOnlySpan<float> Orders => _orders.AsSpan(0, _count);

    /// <summary>The rows, in the same order.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    /// <summary>Sorts rows.</summary>
    /// <param name="orders">A number for each.</param>
    /// <param name="items">The rows.</param>
    /// <param name="excluded">A row to leave out, or -1.</param>
    public void Sort(ReadOnlySpan<float> orders, ReadOnlySpan<int> items, int excluded)
    {
        int count = orders.Length;
        (float least, float most) = Range(orders);
        float scale = most > least ? Largest / (most - least) : 0;
        scale = float.IsFinite(scale) ? scale : 0;

        // A step, and what rounding may add to it where numbers are found.
        Resolution = scale > 0 ? (1 + (Largest * Math.Pow(2, -22))) / scale : double.PositiveInfinity;
        Span<int> numbers = _numbers.AsSpan(0, count);
        FindNumbers(orders, numbers, least, scale);
        Span<int> low = _low;
        Span<int> high = _high;
        low.Clear();
        high.Clear();
        foreach (int number in numbers)
        {
            low[number & (Buckets - 1)]++;
            high[number >> Bits]++;
        }

        Sum(low);
        Sum(high);
        for (int i = 0; i < numbers.Length; i++)
        {
            int number = numbers[i];
            _entries[low[number & (Buckets - 1)]++] = ((ulong)(uint)number << 32) | (uint)i;
        }

        foreach (ulong entry in _entries.AsSpan(0, count))
        {
            int to = high[(int)(entry >> (32 + Bits))]++;
            int from = (int)(uint)entry;
            _orders[to] = orders[from];
            _items[to] = items[from];
        }

        _count = count;
        int removed = excluded < 0 ? -1 : Items.IndexOf(excluded);
        if (removed >= 0)
        {
            Array.Copy(_orders, removed + 1, _orders, removed, count - removed - 1);
            Array.Copy(_items, removed + 1, _items, removed, count - removed - 1);
            _count--;
        }
    }

    private static (float Least, float Most) Range(ReadOnlySpan<float> orders)
    {
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        int i = 0;
        if (orders.Length >= Vector512<float>.Count)
        {
            Vector512<float> smallest = Vector512.Create(least);
            Vector512<float> largest = Vector512.Create(most);
            for (; i + Vector512<float>.Count <= orders.Length; i += Vector512<float>.Count)
            {
                Vector512<float> entries = Vector512.Create(orders[i..]);
                smallest = Vector512.Min(smallest, entries);
                largest = Vector512.Max(largest, entries);
            }

            for (int lane = 0; lane < Vector512<float>.Count; lane++)
            {
                (least, most) = (Math.Min(least, smallest[lane]), Math.Max(most, largest[lane]));
            }
        }

        for (; i < orders.Length; i++)
        {
            (least, most) = (Math.Min(least, orders[i]), Math.Max(most, orders[i]));
        }

        return (least, most);
    }

    private static void FindNumbers(ReadOnlySpan<float> orders, Span<int> into, float least, float scale)
    {
        int i = 0;
        for (; i + Vector512<float>.Count <= orders.Length; i += Vector512<float>.Count)
        {
            Vector512<int> found = Vector512.ConvertToInt32((Vector512.Create(orders[i..]) - Vector512.Create(least)) * scale);
            Vector512.Min(found, Vector512.Create(Largest)).CopyTo(into[i..]);
        }

        for (; i < orders.Length; i++)
        {
            into[i] = Math.Min((int)((orders[i] - least) * scale), Largest);
        }
    }

    private static void Sum(Span<int> counts)
    {
        int before = 0;
        foreach (ref int count in counts)
        {
            (count, before) = (before, before + count);
        }
    }
}
