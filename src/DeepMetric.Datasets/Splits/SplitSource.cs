namespace DeepMetric.Datasets;

/// <summary>What a split needs to know of a data set: the name, class and official part of each item.</summary>
/// <remarks>
/// The arrays are handed out as they are, and nobody writes to them. Two sources are equal when they share their arrays.
/// A place is an item's number in these lists, from 0.
/// </remarks>
public sealed record SplitSource
{
    private readonly Dictionary<string, int> _places;

    /// <summary>Joins names, labels and parts.</summary>
    /// <param name="dataset">The name of the data set.</param>
    /// <param name="itemNames">A name for each item, each different from all others: a file's relative path, or such as <c>train/17</c>.</param>
    /// <param name="labels">The class of each item, <c>[n]</c>: a place in <paramref name="classNames"/>, or −1 for an outlier.</param>
    /// <param name="parts">The part of the official split of each item, <c>[n]</c>.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <exception cref="ArgumentException">
    /// Lengths differ, a label has no class, or a name is empty, is no sound text (a lone half of a surrogate pair) or occurs twice.
    /// </exception>
    public SplitSource(string dataset, IReadOnlyList<string> itemNames, int[] labels, ItemPart[] parts, IReadOnlyList<string> classNames)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataset);
        ArgumentNullException.ThrowIfNull(itemNames);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(classNames);
        if (!SplitText.IsSound(dataset))
        {
            throw new ArgumentException("Expected a data set's name of sound text, found half of a surrogate pair.", nameof(dataset));
        }

        if (labels.Length != itemNames.Count || parts.Length != itemNames.Count)
        {
            throw new ArgumentException(
                $"Expected a label and a part for each of {itemNames.Count} items, found {labels.Length} labels and {parts.Length} parts.", nameof(labels));
        }

        int bad = Array.FindIndex(labels, label => label < LabeledSet.Outlier || label >= classNames.Count);
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected labels from {LabeledSet.Outlier} to {classNames.Count - 1}, found {labels[bad]} for item {bad}.", nameof(labels));
        }

        bad = Array.FindIndex(parts, part => !Enum.IsDefined(part));
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected a part of a data set, found {(int)parts[bad]} for item {bad}.", nameof(parts));
        }

        _places = PlacesOf(itemNames);
        Dataset = dataset;
        ItemNames = itemNames;
        Labels = labels;
        Parts = parts;
        ClassNames = classNames;
    }

    /// <summary>The name of the data set.</summary>
    public string Dataset { get; }

    /// <summary>The name of each item; no two are the same.</summary>
    public IReadOnlyList<string> ItemNames { get; }

    /// <summary>The class of each item, <c>[n]</c>: a place in <see cref="ClassNames"/>; −1 marks an outlier.</summary>
    public int[] Labels { get; }

    /// <summary>The part of the official split of each item, <c>[n]</c>.</summary>
    public ItemPart[] Parts { get; }

    /// <summary>The name of each class; its place is its label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>A fingerprint of the data set's content, as hexadecimal digits; null where none was computed.</summary>
    public string? ContentHash { get; init; }

    /// <summary>A number shared by items of one scene, <c>[n]</c>, null where an item has none; null where no item has one.</summary>
    public IReadOnlyList<int?>? Sequences { get; init; }

    /// <summary>The number of items, n.</summary>
    public int Count => Labels.Length;

    /// <summary>The items of an index of images, in its order.</summary>
    /// <remarks>
    /// An item's name is its path. Where an image lies inside a larger file, <c>@</c> and the place of its first byte follow;
    /// where several items are boxes of one image, the box follows as <c>[left,top,width,height]</c>.
    /// </remarks>
    /// <param name="index">The images.</param>
    /// <param name="contentHash">A fingerprint of the data set's content; null where none was computed.</param>
    /// <exception cref="ArgumentException">Two items have the same path and the same box.</exception>
    public static SplitSource From(ImageIndex index, string? contentHash = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new(
            index.Name,
            ImageItemNames.Of(index.Items),
            [.. index.Items.Select(item => item.Label)],
            [.. index.Items.Select(item => item.Part)],
            index.ClassNames)
        {
            ContentHash = contentHash,
            Sequences = index.Items.Any(item => item.Sequence.HasValue) ? [.. index.Items.Select(item => item.Sequence)] : null,
        };
    }

    /// <summary>The items of a set of vectors: those to train on, named <c>train/0</c> and on, then those to test on, named <c>test/0</c> and on.</summary>
    /// <param name="split">The set.</param>
    /// <param name="contentHash">A fingerprint of its content, such as <see cref="DatasetSplit.ComputeContentHash"/>; null where none was computed.</param>
    public static SplitSource From(DatasetSplit split, string? contentHash = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new(
            split.Name,
            [.. Enumerable.Range(0, split.Train.Count).Select(i => $"train/{i}"), .. Enumerable.Range(0, split.Test.Count).Select(i => $"test/{i}")],
            [.. split.Train.Labels, .. split.Test.Labels],
            [.. Enumerable.Repeat(ItemPart.Train, split.Train.Count), .. Enumerable.Repeat(ItemPart.Test, split.Test.Count)],
            split.ClassNames)
        {
            ContentHash = contentHash,
        };
    }

    /// <summary>The place of the item of a name; false where there is none.</summary>
    /// <param name="itemName">The name; upper and lower case differ.</param>
    /// <param name="place">Its place, if there is such an item.</param>
    public bool TryGetPlace(string itemName, out int place) => _places.TryGetValue(itemName, out place);

    private static Dictionary<string, int> PlacesOf(IReadOnlyList<string> names)
    {
        var places = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i];
            if (string.IsNullOrEmpty(name) || !SplitText.IsSound(name))
            {
                throw new ArgumentException($"Expected a name of sound text, found {SplitText.Quote(name ?? "")} for item {i}.", nameof(names));
            }

            if (!places.TryAdd(name, i))
            {
                throw new ArgumentException($"Expected a name of its own for each item, found {SplitText.Quote(name)} for items {places[name]} and {i}.", nameof(names));
            }
        }

        return places;
    }
}
