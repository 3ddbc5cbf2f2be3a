using System.Buffers;

namespace DeepMetric.Datasets;

/// <summary>Checks the files that a data set's annotations list.</summary>
internal static class ListedFiles
{
    private static readonly SearchValues<char> _unfit = SearchValues.Create("\\:\0");

    /// <summary>Whether a path stays inside the folder it is relative to: names with <c>/</c> between them, none of them <c>.</c> or <c>..</c>.</summary>
    public static bool IsInside(string path) =>
        !path.AsSpan().ContainsAny(_unfit) && path.Split('/').All(part => part.AsSpan().Trim().Length > 0 && part is not ("." or ".."));

    /// <summary>Checks that no file is listed twice.</summary>
    /// <param name="items">The items.</param>
    /// <param name="listedIn">The file that lists them.</param>
    /// <exception cref="InvalidDataException">A file is listed twice.</exception>
    public static void CheckDistinct(IEnumerable<ImageItem> items, string listedIn)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (ImageItem item in items)
        {
            if (!seen.Add(item.Path))
            {
                throw new InvalidDataException($"{listedIn}: expected each image once, found {item.Path} twice.");
            }
        }
    }

    /// <summary>Checks that every file is there, looking once into each folder.</summary>
    /// <param name="root">The folder that paths start from.</param>
    /// <param name="items">The items.</param>
    /// <param name="listedIn">The file that lists them.</param>
    /// <exception cref="InvalidDataException">Files are missing: the first and their number are named.</exception>
    public static void CheckExist(string root, IReadOnlyList<ImageItem> items, string listedIn)
    {
        StringComparer names = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var folders = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        string? first = null;
        int missing = 0;
        foreach (ImageItem item in items)
        {
            int slash = item.Path.LastIndexOf('/');
            string folder = slash < 0 ? "" : item.Path[..slash];
            if (!folders.TryGetValue(folder, out HashSet<string>? present))
            {
                string full = Path.Combine(root, folder.Replace('/', Path.DirectorySeparatorChar));
                present = Directory.Exists(full) ? Directory.EnumerateFiles(full).Select(file => Path.GetFileName(file)!).ToHashSet(names) : [];
                folders.Add(folder, present);
            }

            if (!present.Contains(item.Path[(slash + 1)..]))
            {
                first ??= item.Path;
                missing++;
            }
        }

        if (first is not null)
        {
            throw new InvalidDataException($"{root}: expected the {items.Count} images that {listedIn} lists, found {missing} missing, the first of them {first}.");
        }
    }
}
