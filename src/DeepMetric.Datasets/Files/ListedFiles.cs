using System.Buffers;

namespace DeepMetric.Datasets;

/// <summary>Checks the files that a data set's lists name.</summary>
internal static class ListedFiles
{
    private static readonly SearchValues<char> _unfit = SearchValues.Create("\\:\0");
    private static readonly StringComparer _names = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

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

    /// <summary>Counts the missing files, with one look into each folder.</summary>
    /// <param name="root">The folder that the paths start from.</param>
    /// <param name="paths">The paths, with <c>/</c> between folders.</param>
    /// <param name="first">The place of the first missing one, or −1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static int CountMissing(string root, IEnumerable<string> paths, out int first, CancellationToken cancellationToken)
    {
        var folders = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        int missing = 0;
        int place = 0;
        first = -1;
        foreach (string path in paths)
        {
            int slash = path.LastIndexOf('/');
            string folder = slash < 0 ? "" : path[..slash];
            if (!folders.TryGetValue(folder, out HashSet<string>? names))
            {
                cancellationToken.ThrowIfCancellationRequested();
                string full = Path.Combine(root, folder.Replace('/', Path.DirectorySeparatorChar));
                names = Directory.Exists(full) ? new(Directory.EnumerateFiles(full).Select(file => Path.GetFileName(file)), _names) : [];
                folders.Add(folder, names);
            }

            if (!names.Contains(path[(slash + 1)..]))
            {
                missing++;
                first = first < 0 ? place : first;
            }

            place++;
        }

        return missing;
    }

    /// <summary>Refuses a list that names missing files.</summary>
    /// <param name="list">The list, for the error.</param>
    /// <param name="root">The folder that the paths start from.</param>
    /// <param name="items">The items it names.</param>
    /// <exception cref="InvalidDataException">A file is missing; the message names the first and says how many.</exception>
    public static void Expect(string list, string root, IReadOnlyList<ImageItem> items)
    {
        int missing = CountMissing(root, items.Select(item => item.Path), out int first, CancellationToken.None);
        if (missing > 0)
        {
            throw new InvalidDataException(
                $"{list}: expected its {items.Count} images below {root}, found {items.Count - missing}; the first of {missing} missing files is {items[first].Path}.");
        }
    }
}
