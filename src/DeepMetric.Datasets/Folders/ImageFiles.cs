namespace DeepMetric.Datasets;

/// <summary>Lists images that need no classes: the files that a user names, or all that lie in a folder.</summary>
public static class ImageFiles
{
    /// <summary>Lists files.</summary>
    /// <param name="files">Their paths; relative ones start from <paramref name="root"/>. No file is opened.</param>
    /// <param name="root">The folder that relative paths start from.</param>
    /// <returns>The files in the order given, named as given, without classes.</returns>
    /// <exception cref="ArgumentException">There is none, or one is named twice.</exception>
    public static ImageIndex Of(IReadOnlyList<string> files, string root)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new ArgumentException("Expected one image file or more, found none.", nameof(files));
        }

        string? twice = files.GroupBy(file => file).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? new("images", root, [.. files.Select(Item)], [])
            : throw new ArgumentException($"Expected each image file once, found {twice} more than once.", nameof(files));
    }

    /// <summary>Lists the images of a folder: with their classes where it has the shape that <see cref="ImageFolder"/> reads, else all of them without.</summary>
    /// <param name="folder">The folder; images are looked for at any depth.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>The images, sorted by path. Where they have no classes, a note says why.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder has no images.</exception>
    public static ImageIndex In(string folder, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string root = Path.GetFullPath(folder);
        FolderScan scan = FolderScan.Of(root, cancellation);
        if (scan.Images.Count == 0)
        {
            throw new InvalidDataException($"{root}: expected images, found none.{string.Concat(scan.Notes.Select(note => $" {note}"))}");
        }

        try
        {
            return ImageFolder.Read(folder, cancellationToken: cancellation);
        }
        catch (InvalidDataException shape)
        {
            return new(ImageFolder.NameOf(root, null), root, [.. scan.Images.Select(Item)], []) { Notes = [$"The images have no classes. {shape.Message}", .. scan.Notes] };
        }
    }

    private static ImageItem Item(string path) => new() { Path = path, Label = LabeledSet.Outlier };
}
