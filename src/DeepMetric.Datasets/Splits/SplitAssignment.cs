namespace DeepMetric.Datasets;

/// <summary>Collects the part of each item while a file is read.</summary>
internal sealed class SplitAssignment
{
    private readonly SplitSource _source;
    private readonly ItemPart?[] _parts;

    public SplitAssignment(SplitSource source)
    {
        _source = source;
        _parts = new ItemPart?[source.Count];
    }

    /// <summary>Puts an item into a part; what was found instead of a fitting item, or null when all is well.</summary>
    public string? Put(string name, ItemPart part)
    {
        if (!_source.TryGetPlace(name, out int place))
        {
            return $"{SplitText.Quote(name)}, which {_source.Dataset} does not have";
        }

        if (_parts[place] is ItemPart earlier)
        {
            return $"{SplitText.Quote(name)} again, which is in {NameOf(earlier)} already";
        }

        _parts[place] = part;
        return null;
    }

    /// <summary>The places of a part, rising.</summary>
    public int[] Places(ItemPart part) => [.. Enumerable.Range(0, _parts.Length).Where(place => _parts[place] == part)];

    /// <summary>The name of a part in files.</summary>
    public static string NameOf(ItemPart part) => part switch
    {
        ItemPart.Train => "train",
        ItemPart.Validation => "validation",
        _ => "test",
    };

    /// <summary>The part of a name in files; null where there is none.</summary>
    public static ItemPart? PartOf(string name) => name switch
    {
        "train" => ItemPart.Train,
        "validation" => ItemPart.Validation,
        "test" => ItemPart.Test,
        _ => null,
    };
}
