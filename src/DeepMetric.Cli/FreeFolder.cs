using System.Globalization;

namespace DeepMetric.Cli;

/// <summary>Names run folders after their data set.</summary>
internal static class FreeFolder
{
    /// <summary>
    /// <c>(parent)/(prefix)(data set)</c>, or the first of <c>-2</c>, <c>-3</c>, … that is free; when resuming, the last that is taken.
    /// </summary>
    /// <param name="parent">The folder of all of them.</param>
    /// <param name="prefix">What stands before the data set's name.</param>
    /// <param name="dataset">The data set's name, or its path: then the name of its folder, or of its file without the extension.</param>
    /// <param name="resume">Whether a run is to go on.</param>
    public static string Of(string parent, string prefix, string dataset, bool resume)
    {
        string stem = Path.Combine(parent, prefix + NameOf(dataset));
        int free = 1;
        while (IsTaken(Numbered(stem, free)))
        {
            free++;
        }

        return Numbered(stem, resume ? Math.Max(1, free - 1) : free);
    }

    private static string NameOf(string dataset)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataset));
        string name = Directory.Exists(dataset) ? Path.GetFileName(full) : File.Exists(dataset) ? Path.GetFileNameWithoutExtension(full) : dataset;
        return name.Length > 0 ? name : "data";
    }

    private static string Numbered(string stem, int number) => number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");

    private static bool IsTaken(string folder) => File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());
}
