using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>The values of the items of a set: kept in memory, or read and prepared when they are asked for. Reading is safe from several threads.</summary>
public abstract class ItemValues
{
    /// <summary>Notes how many items of which shape there are.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="itemShape">The shape of one item, such as <c>[64]</c> or <c>[3, 32, 32]</c> (channel, row, column).</param>
    /// <exception cref="ArgumentException">A size of the shape is not positive, or their product is no array's.</exception>
    protected ItemValues(int count, int[] itemShape)
    {
        ArgumentNullException.ThrowIfNull(itemShape);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long size = itemShape.Aggregate(1L, (product, side) => Math.Min(product * Math.Max(side, 0), int.MaxValue));
        if (itemShape.Length == 0 || size < 1 || size == int.MaxValue)
        {
            throw new ArgumentException($"Expected an item shape of one or more positive sizes, found [{string.Join(", ", itemShape)}].", nameof(itemShape));
        }

        Count = count;
        ItemShape = itemShape;
        ItemSize = (int)size;
    }

    /// <summary>The number of items, n.</summary>
    public int Count { get; }

    /// <summary>The shape of one item: <c>[d]</c> for vectors, <c>[channels, rows, columns]</c> for images.</summary>
    public int[] ItemShape { get; }

    /// <summary>The number of values of one item: the product of <see cref="ItemShape"/>.</summary>
    public int ItemSize { get; }

    /// <summary>Whether <see cref="ReadVaried"/> differs from <see cref="Read"/>.</summary>
    public virtual bool IsVaried => false;

    /// <summary>Reads an item as it is evaluated.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="target">Its values, <c>[item size]</c>.</param>
    /// <exception cref="ImageFileException">It is an image that cannot be read.</exception>
    public abstract void Read(int index, Span<float> target);

    /// <summary>Reads an item as it is trained on: varied at random, the same for the same seed and epoch.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="seed">The seed of the variation.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="target">Its values, <c>[item size]</c>.</param>
    /// <exception cref="ImageFileException">It is an image that cannot be read.</exception>
    public virtual void ReadVaried(int index, ulong seed, int epoch, Span<float> target) => Read(index, target);

    /// <summary>A picture of an item as it is evaluated, for people; null where items are no images.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="largestSide">The most pixels a side may have.</param>
    /// <exception cref="ImageFileException">It is an image that cannot be read.</exception>
    public abstract PixelImage? Picture(int index, int largestSide);

    /// <summary>The items at the given places, in that order, without a copy where that would cost much.</summary>
    /// <param name="places">The places, each from 0 to n − 1.</param>
    public virtual ItemValues Pick(int[] places) => new PickedValues(this, places);

    /// <summary>All values as they are evaluated, item after item; for items kept in memory the array itself.</summary>
    /// <exception cref="InvalidOperationException">They do not fit into one array.</exception>
    public virtual float[] ToArray()
    {
        if ((long)Count * ItemSize > Array.MaxLength)
        {
            throw new InvalidOperationException($"Expected at most {Array.MaxLength} values in one array, found {Count} items of {ItemSize} values.");
        }

        var values = new float[Count * ItemSize];
        Parallel.For(0, Count, item => Read(item, values.AsSpan(item * ItemSize, ItemSize)));
        return values;
    }

    /// <summary>Adds what identifies an item's content to a fingerprint.</summary>
    internal abstract void AppendTo(IncrementalHash hash, int index);

    /// <summary>Adds what identifies the way that all items are prepared; nothing where they are as they are.</summary>
    internal virtual void AppendPreparationTo(IncrementalHash hash)
    {
    }
}
