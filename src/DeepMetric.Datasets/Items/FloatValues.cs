using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Values kept in memory.</summary>
internal sealed class FloatValues : ItemValues
{
    private readonly float[] _values;
    private readonly ItemValues? _shown;

    /// <summary>Joins values and the shape of an item.</summary>
    /// <param name="values">All values, item after item.</param>
    /// <param name="itemShape">The shape of one item.</param>
    /// <param name="count">The number of items.</param>
    /// <param name="shown">What the values were computed from, which has the items' pictures; null where they stand for themselves.</param>
    public FloatValues(float[] values, int[] itemShape, int count, ItemValues? shown = null)
        : base(count, itemShape)
    {
        if (values.Length != (long)count * ItemSize)
        {
            throw new ArgumentException(
                $"Expected {(long)count * ItemSize} values for {count} labels and items [{string.Join(", ", itemShape)}], found {values.Length}.", nameof(values));
        }

        _values = values;
        _shown = shown;
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

    /// <summary>Values from 0 (black) to 1 (white), where the shape is that of an image.</summary>
    public override PixelImage? Picture(int index, int largestSide)
    {
        if (ItemShape is not [1 or 3, int height, int width])
        {
            return _shown?.Picture(index, largestSide);
        }

        int channels = ItemShape[0];
        ReadOnlySpan<float> item = Item(index);
        var pixels = new byte[item.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            float value = item[((i % channels) * height * width) + (i / channels)];
            pixels[i] = (byte)Math.Clamp(MathF.Round(255 * value), 0, 255);
        }

        var whole = new PixelImage(channels, height, width, pixels);
        double shrink = Math.Min(1, (double)largestSide / Math.Max(height, width));
        return shrink == 1 ? whole : Resampling.ToImage(whole, whole.Bounds, Math.Max(1, (int)(height * shrink)), Math.Max(1, (int)(width * shrink)));
    }

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

        return new FloatValues(values, ItemShape, places.Length, _shown is null ? null : new PickedValues(_shown, places));
    }

    internal override void AppendTo(IncrementalHash hash, int index) => ContentHash.Append(hash, Item(index));
}
