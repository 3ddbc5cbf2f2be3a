namespace DeepMetric.Cli.Comparing;

/// <summary>How this program is called from the current folder.</summary>
internal static class ProgramName
{
    /// <summary>The installed tool's name, else the path that starts the same program again.</summary>
    /// <param name="processPath">The running executable; null where the system does not tell.</param>
    /// <param name="assemblyPath">The program's own assembly.</param>
    /// <param name="currentFolder">The folder that paths may be written relative to.</param>
    public static string Of(string? processPath, string assemblyPath, string currentFolder)
    {
        string name = Path.GetFileNameWithoutExtension(processPath) ?? string.Empty;
        return name switch
        {
            "deepmetric" or "" => "deepmetric",
            "dotnet" => $"dotnet {GivenCommand.Quote(Shorter(assemblyPath, currentFolder))}",
            _ => GivenCommand.Quote(Shorter(processPath!, currentFolder)),
        };
    }

    /// <summary>What starts the same program again: a program and its first arguments.</summary>
    /// <param name="processPath">The running executable; null where the system does not tell.</param>
    /// <param name="assemblyPath">The program's own assembly.</param>
    public static IReadOnlyList<string> Arguments(string? processPath, string assemblyPath) =>
        processPath is null ? ["deepmetric"] : Path.GetFileNameWithoutExtension(processPath) == "dotnet" ? [processPath, assemblyPath] : [processPath];

    private static string Shorter(string path, string currentFolder)
    {
        string relative = Path.GetRelativePath(currentFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path
            : relative.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? relative
            : Path.Combine(".", relative);
    }
}
