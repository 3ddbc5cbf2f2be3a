namespace DeepMetric.Datasets;

/// <summary>Where a path leads once every symbolic link in it has been followed.</summary>
internal static class RealPath
{
    // As many as Linux follows before it gives up.
    private const int MostLinks = 40;

    /// <summary>Follows the links.</summary>
    /// <param name="path">A path.</param>
    /// <returns>The full path without links; null where links go in a circle or a part of it does not exist.</returns>
    public static string? Of(string path)
    {
        var left = new Stack<string>();
        Push(left, Path.GetFullPath(path), out string real);
        int links = 0;
        while (left.TryPop(out string? part))
        {
            string next = Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            string? target;
            try
            {
                target = info.LinkTarget;
                if (target is null && !info.Exists)
                {
                    return null;
                }
            }
            catch (IOException)
            {
                return null;
            }

            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            Push(left, Path.GetFullPath(target, real), out real);
        }

        return real;
    }

    private static void Push(Stack<string> left, string full, out string root)
    {
        root = Path.GetPathRoot(full) ?? "";
        foreach (string part in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            left.Push(part);
        }
    }
}
