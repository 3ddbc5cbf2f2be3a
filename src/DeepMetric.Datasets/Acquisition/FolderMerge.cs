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

    /// <summary>Moves files; when one fails, those before it are moved back.</summary>
    public static void Move(string from, IReadOnlyList<string> files, string to)
    {
        var moved = new Stack<(string From, string To)>();
        var created = new Stack<string>();
        try
        {
            foreach (string path in files)
            {
                string place = Path.Combine(to, path);
                Create(Path.GetDirectoryName(place)!);
                string origin = Path.Combine(from, path);
                File.Move(origin, place, overwrite: false);
                moved.Push((origin, place));
            }
        }
        catch
        {
            while (moved.TryPop(out (string From, string To) one))
            {
                File.Move(one.To, one.From);
            }

            while (created.TryPop(out string? folder))
            {
                Directory.Delete(folder);
            }

            throw;
        }

        void Create(string folder)
        {
            if (!Directory.Exists(folder))
            {
                Create(Path.GetDirectoryName(folder)!);
                Directory.CreateDirectory(folder);
                created.Push(folder);
            }
        }
    }
}
