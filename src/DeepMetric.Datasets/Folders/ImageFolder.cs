namespace DeepMetric.Datasets;

/// <summary>A user's own folder of images, in which folders are classes.</summary>
/// <remarks>
/// <para>Three shapes are read: <c>class/file</c>; <c>category/class/file</c>, where all images lie exactly two folders deep and a class is told by both names;
/// and either of them inside <c>train</c>, <c>test</c> and <c>val</c> (also <c>validation</c> or <c>valid</c>, in any case), which then are the parts.
/// Without such folders all items are of the training part, until a split is made: <see cref="HasOfficialParts"/>.</para>
/// <para>Images are told by their extension (.jpg, .jpeg, .jpe, .jfif, .png, .webp, .bmp, .gif, in any case); no file is opened.
/// Hidden files, <c>__MACOSX</c> and files of other kinds are ignored and counted in the notes. A symbolic link counts if it leads to a file inside the folder;
/// any other link is skipped and counted. Classes and files are in ordinal order of their names.</para>
/// </remarks>
public static class ImageFolder
{
    private const string Shapes = "class/image or category/class/image, the same for all";

    /// <summary>Lists the images of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the data set; null for the folder's own.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The items, sorted by path, with a category each where classes have two levels.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder has no images, or they lie in none of the three shapes.</exception>
    public static ImageIndex Read(string folder, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string root = Path.GetFullPath(folder);
        FolderScan scan = FolderScan.Of(root, cancellationToken);
        if (scan.Images.Count == 0)
        {
            throw new InvalidDataException(
                $"{root}: expected images in a folder for each class, found none.{string.Concat(scan.Notes.Select(note => $" {note}"))}");
        }

        bool hasParts = HasParts(root, scan.Images);
        int categories = CategoryLevels(root, scan.Images, hasParts ? 1 : 0);
        var classNames = new NameTable();
        var categoryNames = new NameTable();
        (string Path, ItemPart Part, int Class, int Category)[] found = [.. scan.Images.Select(path =>
        {
            string[] parts = path.Split('/');
            int start = hasParts ? 1 : 0;
            return (path, hasParts ? PartOf(parts[0])!.Value : ItemPart.Train,
                classNames.Add(string.Join('/', parts[start..^1])), categories > 0 ? categoryNames.Add(parts[start]) : 0);
        })];
        string[] classes = [.. SortOrdinal(classNames, out int[] labels)];
        string[] groups = [.. SortOrdinal(categoryNames, out int[] groupLabels)];
        ImageItem[] items = [.. found.Select(item => new ImageItem
        {
            Path = item.Path,
            Label = labels[item.Class],
            Part = item.Part,
            Category = categories > 0 ? groupLabels[item.Category] : null,
        })];
        return new(NameOf(root, name), root, items, classes, groups) { Notes = [.. scan.Notes, .. Empty(scan.EmptyFolders)] };
    }

    /// <summary>Whether the items come split into parts; if not, all of them are of the training part and a split has to be made.</summary>
    /// <param name="index">The images of a data set.</param>
    public static bool HasOfficialParts(ImageIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.Items.Any(item => item.Part != ItemPart.Train);
    }

    internal static string NameOf(string path, string? name)
    {
        string own = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));
        return !string.IsNullOrWhiteSpace(name) ? name : own.Length > 0 ? own : "images";
    }

    internal static ItemPart? PartOf(ReadOnlySpan<char> text) => text.ToString().ToLowerInvariant() switch
    {
        "train" or "training" => ItemPart.Train,
        "val" or "valid" or "validation" or "dev" => ItemPart.Validation,
        "test" or "testing" => ItemPart.Test,
        _ => null,
    };

    private static bool HasParts(string root, List<string> images)
    {
        string? partImage = images.Find(path => PartOf(path.Split('/')[0]) is not null);
        string? otherImage = images.Find(path => PartOf(path.Split('/')[0]) is null);
        if (partImage is null)
        {
            return false;
        }

        int slashes = partImage.Count('/');
        if (otherImage is null)
        {
            return slashes > 1 ? true : throw new InvalidDataException($"{root}: expected a folder for each class inside {partImage.Split('/')[0]}, found {partImage}.");
        }

        // A class may be called "train"; then its images lie as deep as those of the other classes.
        return otherImage.Count('/') == slashes
            ? false
            : throw new InvalidDataException($"{root}: expected either train, val and test at the top or classes, found {partImage} and {otherImage}.");
    }

    private static int CategoryLevels(string root, List<string> images, int start)
    {
        string first = images[0];
        int folders = first.Count('/') - start;
        if (folders == 0)
        {
            throw new InvalidDataException($"{root}: expected images in a folder for each class, found {first} in no class.");
        }

        string? other = images.Find(path => path.Count('/') - start != folders);
        if (other is not null)
        {
            throw new InvalidDataException($"{root}: expected {Shapes}, found {first} and {other}.");
        }

        return folders <= 2 ? folders - 1 : throw new InvalidDataException($"{root}: expected {Shapes}, found {first}.");
    }

    // Folders are sorted as they are listed, even where all names are numbers.
    private static IEnumerable<string> SortOrdinal(NameTable names, out int[] labels)
    {
        int[] order = [.. Enumerable.Range(0, names.Count).OrderBy(names.At, StringComparer.Ordinal)];
        labels = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            labels[order[i]] = i;
        }

        return order.Select(names.At);
    }

    private static IEnumerable<string> Empty(List<string> folders) =>
        folders.Count == 0 ? [] : [$"Folders without an image were left out: {folders.Count}, the first is {folders[0]}."];
}
