namespace DeepMetric.Datasets;

/// <summary>Looks for the folder that a data set was unpacked to.</summary>
internal static class OfficialFolder
{
    /// <summary>Finds the first folder that has all that is needed.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The folder of the data set.</param>
    /// <param name="nested">Folders inside it that an official archive may have put around its content.</param>
    /// <param name="needed">What must exist, each with the places it may lie in: files, or folders where the path ends in <c>/</c>.</param>
    /// <param name="looked">Every path that was tried and does not exist.</param>
    /// <returns>The folder and the place of each needed thing, relative to it; or null.</returns>
    public static (string Folder, string[] Places)? Find(
        IReadOnlyList<string> dataRoots, string name, string[] nested, string[][] needed, out IReadOnlyList<string> looked)
    {
        ArgumentNullException.ThrowIfNull(dataRoots);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var missing = new List<string>();
        looked = missing;
        foreach (string root in dataRoots)
        {
            foreach (string inner in (string[])["", .. nested])
            {
                string folder = Path.Combine(root, name, inner);
                // An inner folder that is not there is no place to look in, and would only make the message long.
                if (inner.Length > 0 && !Directory.Exists(folder))
                {
                    continue;
                }

                string?[] places = [.. needed.Select(candidates => FindOne(folder, candidates, missing))];
                if (Array.TrueForAll(places, place => place is not null))
                {
                    return (folder, [.. places.OfType<string>()]);
                }
            }
        }

        return null;
    }

    private static string? FindOne(string folder, string[] candidates, List<string> missing)
    {
        foreach (string candidate in candidates)
        {
            string path = Path.Combine(folder, candidate);
            if (candidate.EndsWith('/') ? Directory.Exists(path) : File.Exists(path))
            {
                return candidate;
            }

            missing.Add(path);
        }

        return null;
    }
}
