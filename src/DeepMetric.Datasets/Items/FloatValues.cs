using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Values kept in memory.</summary>
internal sealed class FloatValues : ItemValues
{
    private readonly float[] _values;

    public FloatValues(float[] values, int[] itemShape, int count)
        : base(count, itemShape)
    {
        if (values.Length != (long)count * ItemSize)
        {
            throw new ArgumentException(
                $"Expected {(long)count * ItemSize} values for {count} labels and items [{string.Join(", ", itemShape)}], found {values.Length}.", nameof(values));
        }

        _values = values;
    }

    /// <summary>Refuses values that are not numbers.</summary>
    public void CheckFinite()
    {
        int bad = Array.FindIndex(_values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected finite values, found {_values[bad]} at place {bad % ItemSize} of item {bad / ItemSize}.", "values");
        }
    }

    public override void Read(int index, Span<float> target) => Item(index).CopyTo(target);

    public ReadOnlySpan<float> Item(int index) => _values.AsSpan(index * ItemSize, ItemSize);

    public override float[] ToArray() => _values;

    public override ItemValues Pick(int[] places)
    {
        if ((long)places.Length * ItemSize > Array.MaxLength)
        {
            throw new ArgumentException($"Expected at most {Array.MaxLength} values, found {places.Length} items of {ItemSize} values.", nameof(places));
        }

        var values = new float[places.Length * ItemSize];
        for (int i = 0; i < places.Length; i++)
        {
            Item(places[i]).CopyTo(values.AsSpan(i * ItemSize));
        }

        return new FloatValues(values, ItemShape, places.Length);
    }

    internal override void AppendTo(IncrementalHash hash, int index) => ContentHash.Append(hash, Item(index));
}
