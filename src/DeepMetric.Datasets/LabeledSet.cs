namespace DeepMetric.Datasets;

/// <summary>Items of one shape with a label each: vectors, or images with the channel first.</summary>
/// <remarks>
/// A set is never changed after it was made; the arrays are handed out as they are, and whoever writes to them breaks that promise.
/// Two sets are equal when they share their arrays; <see cref="ComputeContentHash"/> compares contents.
/// </remarks>
public sealed record LabeledSet
{
    /// <summary>The label of an outlier: an item of no class, left out of loss terms and of statistics.</summary>
    public const int Outlier = -1;

    /// <summary>Joins values and labels.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="values">All values, item after item, <c>[n × item size]</c>; finite.</param>
    /// <param name="itemShape">The shape of one item, such as <c>[64]</c> or <c>[1, 28, 28]</c> (channel, row, column).</param>
    /// <param name="labels">The label of each item, <c>[n]</c>: −1 for an outlier, else 0 or more.</param>
    /// <param name="levels">Two levels of labels where the set has them; null where it does not.</param>
    /// <exception cref="ArgumentException">Lengths do not fit together, a value is not finite, or a label is below −1.</exception>
    public LabeledSet(string name, float[] values, int[] itemShape, int[] labels, LabelLevels? levels = null)
        : this(name, values, itemShape, labels, levels, valuesAreKnownGood: false)
    {
    }

    private LabeledSet(string name, float[] values, int[] itemShape, int[] labels, LabelLevels? levels, bool valuesAreKnownGood)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(itemShape);
        ArgumentNullException.ThrowIfNull(labels);
        string shape = $"[{string.Join(", ", itemShape)}]";
        if (itemShape.Length == 0 || itemShape.Any(size => size < 1))
        {
            throw new ArgumentException($"Expected an item shape of one or more positive sizes, found {shape}.", nameof(itemShape));
        }

        long itemSize = itemShape.Aggregate(1L, (product, size) => Math.Min(product * size, int.MaxValue));
        if (values.Length != itemSize * labels.Length)
        {
            throw new ArgumentException($"Expected {itemSize * labels.Length} values for {labels.Length} labels and items {shape}, found {values.Length}.", nameof(values));
        }

        if (levels is not null && levels.Coarse.Length != labels.Length)
        {
            throw new ArgumentException($"Expected levels of {labels.Length} items, found {levels.Coarse.Length}.", nameof(levels));
        }

        CheckLabels(labels, nameof(labels));
        int bad = valuesAreKnownGood ? -1 : Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected finite values, found {values[bad]} at place {bad % itemSize} of item {bad / itemSize}.", nameof(values));
        }

        Name = name;
        Values = values;
        ItemShape = itemShape;
        Labels = labels;
        Levels = levels;
        ItemSize = (int)itemSize;
    }

    /// <summary>The name of the set.</summary>
    public string Name { get; }

    /// <summary>All values, item after item, <c>[n × item size]</c>.</summary>
    public float[] Values { get; }

    /// <summary>The shape of one item: <c>[d]</c> for vectors, <c>[channels, rows, columns]</c> for images.</summary>
    public int[] ItemShape { get; }

    /// <summary>The label of each item, <c>[n]</c>; −1 marks an outlier.</summary>
    public int[] Labels { get; }

    /// <summary>Two levels of labels, or null where the set has only one.</summary>
    public LabelLevels? Levels { get; }

    /// <summary>The number of items, n.</summary>
    public int Count => Labels.Length;

    /// <summary>The number of values of one item: the product of <see cref="ItemShape"/>.</summary>
    public int ItemSize { get; }

    /// <summary>The values of one item, <c>[item size]</c>.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public ReadOnlySpan<float> Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Values.AsSpan(index * ItemSize, ItemSize);
    }

    /// <summary>The items at the given places, in that order; a place may occur more than once.</summary>
    /// <param name="indices">The places, each from 0 to n − 1.</param>
    /// <exception cref="ArgumentException">A place lies outside the set, or the copy would not fit into one array.</exception>
    public LabeledSet Subset(int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        int bad = Array.FindIndex(indices, index => (uint)index >= (uint)Count);
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected places from 0 to {Count - 1}, found {indices[bad]} at position {bad}.", nameof(indices));
        }

        if ((long)indices.Length * ItemSize > Array.MaxLength)
        {
            throw new ArgumentException($"Expected at most {Array.MaxLength} values, found {indices.Length} items of {ItemSize} values.", nameof(indices));
        }

        var values = new float[indices.Length * ItemSize];
        for (int i = 0; i < indices.Length; i++)
        {
            Item(indices[i]).CopyTo(values.AsSpan(i * ItemSize));
        }

        return new(Name, values, ItemShape, Pick(Labels, indices), Levels?.At(indices), valuesAreKnownGood: true);
    }

    /// <summary>The same items with other labels; the two levels stay as they are.</summary>
    /// <param name="labels">The new labels, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">There is not one label per item, or one is below −1.</exception>
    public LabeledSet WithLabels(int[] labels) => new(Name, Values, ItemShape, labels, Levels, valuesAreKnownGood: true);

    /// <summary>The same items, labelled by the coarse level.</summary>
    /// <exception cref="InvalidOperationException">The set has no two levels.</exception>
    public LabeledSet WithCoarseLabels() => WithLabels(LevelsOrThrow().Coarse);

    /// <summary>The same items, labelled by the fine level.</summary>
    /// <exception cref="InvalidOperationException">The set has no two levels.</exception>
    public LabeledSet WithFineLabels() => WithLabels(LevelsOrThrow().Fine);

    /// <summary>The same items with their labels dealt out anew at random: what is learnt from such a set is an artefact.</summary>
    /// <remarks>
    /// The number of items of each class stays, outliers stay outliers, and the two levels move together with the label,
    /// so that they still fit each other.
    /// </remarks>
    /// <param name="seed">The seed of the shuffle.</param>
    public LabeledSet WithShuffledLabels(int seed)
    {
        int[] places = [.. Enumerable.Range(0, Count).Where(i => Labels[i] != Outlier)];
        int[] dealt = [.. places];
        new SeededRandom(seed).Shuffle<int>(dealt);
        int[] from = [.. Enumerable.Range(0, Count)];
        for (int i = 0; i < places.Length; i++)
        {
            from[places[i]] = dealt[i];
        }

        return new(Name, Values, ItemShape, Pick(Labels, from), Levels?.At(from), valuesAreKnownGood: true);
    }

    /// <summary>The SHA-256 of the content, in lower-case hexadecimal digits.</summary>
    /// <remarks>
    /// Hashed in this order, each number as 4 bytes with the lowest first: the number of sizes and the sizes of the item shape,
    /// n, the values (IEEE single), the labels, and, where there are two levels, the coarse and then the fine labels.
    /// The name does not count.
    /// </remarks>
    public string ComputeContentHash() => ContentHash.Of(this);

    internal static int[] Pick(int[] labels, int[] indices) => Array.ConvertAll(indices, index => labels[index]);

    internal static void CheckLabels(int[] labels, string parameter)
    {
        int bad = Array.FindIndex(labels, label => label < Outlier);
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected labels of {Outlier} (outlier) or more, found {labels[bad]} at item {bad}.", parameter);
        }
    }

    private LabelLevels LevelsOrThrow() =>
        Levels ?? throw new InvalidOperationException($"The set {Name} has one level of labels; two were asked for.");
}
