namespace DeepMetric.Datasets;

/// <summary>The images of a data set with their classes and official parts; no pixel has been read yet.</summary>
public sealed record ImageIndex
{
    /// <summary>Joins items and names.</summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="root">The folder that the items' paths start from.</param>
    /// <param name="items">The items.</param>
    /// <param name="classNames">The name of each class; its place is its label.</param>
    /// <param name="categoryNames">The name of each category; its place is the items' category. Null where the set has one level of classes.</param>
    /// <exception cref="ArgumentException">A label or category has no name, or some items have a category and others none.</exception>
    public ImageIndex(string name, string root, IReadOnlyList<ImageItem> items, IReadOnlyList<string> classNames, IReadOnlyList<string>? categoryNames = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(classNames);
        Name = name;
        Root = root;
        Items = items;
        ClassNames = classNames;
        CategoryNames = categoryNames ?? [];
        foreach (ImageItem item in items)
        {
            if (item.Label != LabeledSet.Outlier)
            {
                Check(item.Label, classNames.Count, item, "label");
            }

            if (item.Category.HasValue != (CategoryNames.Count > 0))
            {
                throw new ArgumentException($"Expected a category for each item or for none, found {(item.Category.HasValue ? "one" : "none")} for {item.Path}.", nameof(items));
            }

            Check(item.Category ?? 0, Math.Max(1, CategoryNames.Count), item, "category");
        }
    }

    /// <summary>The name of the data set.</summary>
    public string Name { get; }

    /// <summary>The folder that the items' paths start from.</summary>
    public string Root { get; }

    /// <summary>The items.</summary>
    public IReadOnlyList<ImageItem> Items { get; }

    /// <summary>The name of each class; its place is its label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The name of each category; none where the set has one level of classes.</summary>
    public IReadOnlyList<string> CategoryNames { get; }

    /// <summary>Where the data come from, with the attribution their licence asks for.</summary>
    public string Source { get; init; } = "the user's own images";

    /// <summary>The licence of the data.</summary>
    public string Licence { get; init; } = "not stated";

    /// <summary>What a reader of results should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The full path of an item's file.</summary>
    /// <param name="item">An item of this index.</param>
    public string FileOf(ImageItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Path.Combine(Root, item.Path.Replace('/', Path.DirectorySeparatorChar));
    }

    private static void Check(int place, int count, ImageItem item, string what)
    {
        if ((uint)place >= (uint)count)
        {
            throw new ArgumentException($"Expected a {what} from 0 to {count - 1}, found {place} for {item.Path}.", nameof(place));
        }
    }
}
