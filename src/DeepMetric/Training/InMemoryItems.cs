namespace DeepMetric.Training;

/// <summary>Items whose values lie in one array.</summary>
public sealed class InMemoryItems : TrainingItems
{
    private readonly float[] _values;

    /// <summary>Puts items together.</summary>
    /// <param name="values">All values, item by item.</param>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="labels">A label per item.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the labels times the item size.</exception>
    public InMemoryItems(float[] values, IReadOnlyList<int> itemShape, IReadOnlyList<long> labels)
        : base(itemShape, labels)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        if (values.LongLength != (long)Count * ItemSize)
        {
            throw new ArgumentException($"Expected {Count} x {ItemSize} values, found {values.LongLength}.", nameof(values));
        }
    }

    /// <inheritdoc/>
    protected override void Read(int item, Span<float> target) => _values.AsSpan(item * ItemSize, ItemSize).CopyTo(target);
}
