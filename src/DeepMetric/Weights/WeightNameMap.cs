namespace DeepMetric.Weights;

/// <summary>Turns names of tensors in one program's habit into those of another's.</summary>
public sealed class WeightNameMap
{
    private readonly Func<string, string> _map;

    /// <summary>Creates a map.</summary>
    /// <param name="style">The habit it starts from, in a word or two, for reports.</param>
    /// <param name="map">The new name for an old one; names it does not know come back as they are.</param>
    public WeightNameMap(string style, Func<string, string> map)
    {
        ArgumentException.ThrowIfNullOrEmpty(style);
        ArgumentNullException.ThrowIfNull(map);
        Style = style;
        _map = map;
    }

    /// <summary>Leaves every name as it is.</summary>
    public static WeightNameMap None { get; } = new("as they are", name => name);

    /// <summary>The habit it starts from.</summary>
    public string Style { get; }

    /// <summary>The new name for an old one.</summary>
    public string Map(string name) => _map(name);
}
