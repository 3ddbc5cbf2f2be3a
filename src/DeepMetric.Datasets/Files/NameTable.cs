using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Collects the names of classes as they come and numbers them in a fixed order at the end.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _names = [];

    public NameTable() => _lookup = _places.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _names.Count;

    /// <summary>Whether each name is a whole number.</summary>
    public bool AreIntegers => _names.TrueForAll(name => TryInteger(name, out _));

    /// <summary>The place of a name in the order of first appearance.</summary>
    public int Add(ReadOnlySpan<char> name)
    {
        if (!_lookup.TryGetValue(name, out int place))
        {
            place = _names.Count;
            string text = name.ToString();
            _names.Add(text);
            _places.Add(text, place);
        }

        return place;
    }

    /// <summary>The name at a place.</summary>
    public string At(int place) => _names[place];

    /// <summary>The names in order: by value where all are whole numbers, else letter by letter.</summary>
    /// <param name="labels">For each place of <see cref="Add"/>, its place in that order.</param>
    public string[] Sort(out int[] labels)
    {
        bool areIntegers = AreIntegers;
        int[] order = [.. Enumerable.Range(0, _names.Count)];
        Array.Sort(order, (first, second) =>
        {
            int byValue = areIntegers ? Integer(_names[first]).CompareTo(Integer(_names[second])) : 0;
            return byValue != 0 ? byValue : string.CompareOrdinal(_names[first], _names[second]);
        });
        labels = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            labels[order[i]] = i;
        }

        return [.. order.Select(place => _names[place])];
    }

    public static bool TryInteger(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static long Integer(string text) => TryInteger(text, out long value) ? value : 0;
}
