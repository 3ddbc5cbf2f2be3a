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

    /// <summary>Joins values in memory and labels.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="values">All values, item after item, <c>[n × item size]</c>; finite.</param>
    /// <param name="itemShape">The shape of one item, such as <c>[64]</c> or <c>[1, 28, 28]</c> (channel, row, column).</param>
    /// <param name="labels">The label of each item, <c>[n]</c>: −1 for an outlier, else 0 or more.</param>
    /// <param name="levels">Two levels of labels where the set has them; null where it does not.</param>
    /// <exception cref="ArgumentException">Lengths do not fit together, a value is not finite, or a label is below −1.</exception>
    public LabeledSet(string name, float[] values, int[] itemShape, int[] labels, LabelLevels? levels = null)
        : this(name, InMemory(values, itemShape, labels), labels, levels)
    {
    }

    /// <summary>Joins values and labels.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="items">The values.</param>
    /// <param name="labels">The label of each item, <c>[n]</c>: −1 for an outlier, else 0 or more.</param>
    /// <param name="levels">Two levels of labels where the set has them; null where it does not.</param>
    /// <exception cref="ArgumentException">Lengths do not fit together, or a label is below −1.</exception>
    public LabeledSet(string name, ItemValues items, int[] labels, LabelLevels? levels = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(labels);
        if (items.Count != labels.Length)
        {
            throw new ArgumentException($"Expected a label for each of {items.Count} items, found {labels.Length}.", nameof(labels));
        }

        if (levels is not null && levels.Coarse.Length != labels.Length)
        {
            throw new ArgumentException($"Expected levels of {labels.Length} items, found {levels.Coarse.Length}.", nameof(levels));
        }

        CheckLabels(labels, nameof(labels));
        Name = name;
        Items = items;
        Labels = labels;
        Levels = levels;
    }

    /// <summary>The name of the set.</summary>
    public string Name { get; }

    /// <summary>The values of the items.</summary>
    public ItemValues Items { get; }

    /// <summary>All values, item after item, <c>[n × item size]</c>; images that are not in memory are read for it, each time anew.</summary>
    public float[] Values => Items.ToArray();

    /// <summary>The shape of one item: <c>[d]</c> for vectors, <c>[channels, rows, columns]</c> for images.</summary>
    public int[] ItemShape => Items.ItemShape;

    /// <summary>The label of each item, <c>[n]</c>; −1 marks an outlier.</summary>
    public int[] Labels { get; }

    /// <summary>Two levels of labels, or null where the set has only one.</summary>
    public LabelLevels? Levels { get; }

    /// <summary>A name for each item, such as its file, <c>[n]</c>; null where they have none but their place.</summary>
    public IReadOnlyList<string>? ItemNames { get; init; }

    /// <summary>Who searches and who can be found; null where every item searches all others.</summary>
    public SearchRoles? Roles { get; init; }

    /// <summary>The number of items, n.</summary>
    public int Count => Labels.Length;

    /// <summary>The number of values of one item: the product of <see cref="ItemShape"/>.</summary>
    public int ItemSize => Items.ItemSize;

    /// <summary>The values of one item as it is evaluated, <c>[item size]</c>.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="ImageFileException">It is an image that cannot be read.</exception>
    public ReadOnlySpan<float> Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (Items is FloatValues values)
        {
            return values.Item(index);
        }

        var item = new float[ItemSize];
        Items.Read(index, item);
        return item;
    }

    /// <summary>The name of an item: its file, or the set's name and its place.</summary>
    /// <param name="index">Its place, from 0.</param>
    public string ItemName(int index) => ItemNames?[index] ?? $"{Name}/{index}";

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

        return new(Name, Items.Pick(indices), Pick(Labels, indices), Levels?.At(indices))
        {
            ItemNames = ItemNames is null ? null : Array.ConvertAll(indices, index => ItemNames[index]),
            Roles = Roles?.At(indices),
        };
    }

    /// <summary>These items and then those of another set of the same shape.</summary>
    /// <param name="other">The other set.</param>
    /// <exception cref="ArgumentException">The shapes differ, or only one of the two has levels.</exception>
    public LabeledSet Followed(LabeledSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ItemShape.SequenceEqual(other.ItemShape) || Levels is null != other.Levels is null)
        {
            throw new ArgumentException(
                $"Expected a set of items [{string.Join(", ", ItemShape)}] with as many levels of labels, found [{string.Join(", ", other.ItemShape)}].", nameof(other));
        }

        return new(Name, new JoinedValues(Items, other.Items), [.. Labels, .. other.Labels], Levels?.Followed(other.Levels!))
        {
            ItemNames = [.. Enumerable.Range(0, Count).Select(ItemName), .. Enumerable.Range(0, other.Count).Select(other.ItemName)],
            Roles = Roles is null && other.Roles is null ? null : (Roles ?? SearchRoles.Everything(Count)).Followed(other.Roles ?? SearchRoles.Everything(other.Count)),
        };
    }

    /// <summary>The same items with other labels; all else stays as it is.</summary>
    /// <param name="labels">The new labels, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">There is not one label per item, or one is below −1.</exception>
    public LabeledSet WithLabels(int[] labels) => new(Name, Items, labels, Levels) { ItemNames = ItemNames, Roles = Roles };

    /// <summary>The same items with other values, such as features computed from these; all else, their pictures too, stays as it is.</summary>
    /// <param name="values">All values, item after item; finite.</param>
    /// <param name="itemShape">The shape of one item.</param>
    /// <exception cref="ArgumentException">The number of values does not fit, or a value is not finite.</exception>
    public LabeledSet WithValues(float[] values, int[] itemShape) =>
        new(Name, InMemory(values, itemShape, Labels, Items), Labels, Levels) { ItemNames = ItemNames, Roles = Roles };

    /// <summary>The same items with other names.</summary>
    internal LabeledSet WithItemNames(IReadOnlyList<string> names) => new(Name, Items, Labels, Levels) { ItemNames = names, Roles = Roles };

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

        return new(Name, Items, Pick(Labels, from), Levels?.At(from)) { ItemNames = ItemNames, Roles = Roles };
    }

    /// <summary>The SHA-256 of the content, in lower-case hexadecimal digits.</summary>
    /// <remarks>
    /// Hashed in this order, each number as 4 bytes with the lowest first: the number of sizes and the sizes of the item shape,
    /// n, the values (IEEE single), the labels, and, where there are two levels, the coarse and then the fine labels.
    /// The name does not count. For images that are read from files, the text of their preparation and the SHA-256 of each file take the place of values.
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

    private static FloatValues InMemory(float[] values, int[] itemShape, int[] labels, ItemValues? shown = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        var items = new FloatValues(values, itemShape, labels.Length, shown);
        items.CheckFinite();
        return items;
    }

    private LabelLevels LevelsOrThrow() =>
        Levels ?? throw new InvalidOperationException($"The set {Name} has one level of labels; two were asked for.");
}
