namespace DeepMetric.Datasets;

/// <summary>Moves the files of one folder into another on the same disk, where none of them may exist.</summary>
internal static class FolderMerge
{
    /// <exception cref="IOException">A file is there already, or something stands where a folder must be.</exception>
    public static void Check(IReadOnlyList<string> files, string to, string source)
    {
        // Letter case must not tell two files apart, whatever the disk thinks of it.
        var names = new Dictionary<string, HashSet<string>?>(StringComparer.Ordinal);
        foreach (string path in files)
        {
            string parent = to;
            string[] parts = path.Split('/');
            for (int i = 0; i < parts.Length; i++)
            {
                HashSet<string>? inside = NamesIn(parent);
                bool isLast = i == parts.Length - 1;
                string place = Path.Combine(parent, parts[i]);
                if (inside is null || !inside.TryGetValue(parts[i], out string? known))
                {
                    break;
                }

                if (known != parts[i] || isLast || !Directory.Exists(place))
                {
                    throw new IOException($"{source}, \"{path}\": expected no file of this name in {to}, found \"{known}\" in {parent}.");
                }

                parent = place;
            }
        }

        HashSet<string>? NamesIn(string folder)
        {
            if (!names.TryGetValue(folder, out HashSet<string>? inside))
            {
                inside = Directory.Exists(folder)
                    ? new(Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)), StringComparer.OrdinalIgnoreCase)
                    : null;
                names.Add(folder, inside);
            }

            return inside;
        }
    }

    /// <summary>Moves everything in a folder, whole folders where they are new; when one move fails, those before it are undone.</summary>
    public static void Move(string from, string to)
    {
        var moved = new Stack<(string From, string To, bool IsFolder)>();
        try
        {
            MoveInside(from, to, moved);
        }
        catch
        {
            while (moved.TryPop(out (string From, string To, bool IsFolder) one))
            {
                MoveOne(one.To, one.From, one.IsFolder);
            }

            throw;
        }
    }

    private static void MoveInside(string from, string to, Stack<(string From, string To, bool IsFolder)> moved)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(from).Order(StringComparer.Ordinal).ToArray())
        {
            string place = Path.Combine(to, Path.GetFileName(entry));
            bool isFolder = Directory.Exists(entry);
            if (isFolder && Directory.Exists(place))
            {
                MoveInside(entry, place, moved);
                continue;
            }

            MoveOne(entry, place, isFolder);
            moved.Push((entry, place, isFolder));
        }
    }

    private static void MoveOne(string from, string to, bool isFolder)
    {
        if (isFolder)
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: false);
        }
    }
}
