namespace DeepMetric.Datasets;

/// <summary>Turns the path of an image, as a list names it, into one below the list's folder.</summary>
internal static class RelativePath
{
    /// <summary>Checks a path and spells it with <c>/</c> between folders.</summary>
    /// <param name="text">As the list has it; <c>\</c> separates folders too.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="expected">What was expected, where the path cannot be used; else empty.</param>
    /// <returns>The path below the folder, or null.</returns>
    public static string? Of(ReadOnlySpan<char> text, string folder, out string expected)
    {
        string path = text.ToString().Replace('\\', '/');
        expected = "";
        if (path.Length == 0)
        {
            expected = "a path";
        }
        else if (path.Contains('\0', StringComparison.Ordinal))
        {
            expected = "a path without NUL characters";
        }
        else if (path.Split('/').Contains(".."))
        {
            expected = "a path without ..";
        }
        else if (path[0] == '/' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])))
        {
            string root = Path.GetFullPath(folder).Replace('\\', '/').TrimEnd('/') + '/';
            if (path.StartsWith(root, StringComparison.Ordinal))
            {
                path = path[root.Length..];
            }
            else
            {
                expected = $"a path below {root}";
            }
        }

        if (expected.Length > 0)
        {
            return null;
        }

        path = string.Join('/', path.Split('/').Where(part => part is not ("" or ".")));
        expected = path.Length == 0 ? "the path of a file" : "";
        return path.Length == 0 ? null : path;
    }
}
