namespace DeepMetric.Datasets;

/// <summary>The fields of a structure that were in a file.</summary>
internal sealed class ThriftStruct
{
    private readonly Dictionary<int, object> _values = [];

    public bool TryAdd(int id, object value) => _values.TryAdd(id, value);

    public bool Has(int id) => _values.ContainsKey(id);

    /// <summary>A whole number; null where the field is missing.</summary>
    public long? Number(int id) => _values.TryGetValue(id, out object? value) ? (long)value : null;

    /// <summary>Bytes, as text; empty where the field is missing.</summary>
    public string Text(int id) => _values.TryGetValue(id, out object? value) ? (string)value : "";

    public ThriftStruct? Inner(int id) => (ThriftStruct?)_values.GetValueOrDefault(id);

    /// <summary>A list; empty where the field is missing.</summary>
    public List<object> Items(int id) => _values.TryGetValue(id, out object? value) ? (List<object>)value : [];
}
