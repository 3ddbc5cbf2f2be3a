namespace DeepMetric.Lab.Tests;

/// <summary>Compares texts with approved ones, which lie beside the tests.</summary>
internal static class ApprovedText
{
    /// <summary>The folder of approved texts, in which what was received lies too, to be looked at.</summary>
    public static string FolderOf(string area) => Path.Combine(AppContext.BaseDirectory, area, "Approved");

    /// <summary>Compares line by line.</summary>
    public static void Check(string area, string name, IReadOnlyList<string> lines)
    {
        string folder = FolderOf(area);
        Directory.CreateDirectory(folder);

        // Written so that a wanted change can be read, and then copied over the approved file by hand.
        File.WriteAllText(Path.Combine(folder, $"{name}.received.txt"), string.Join('\n', lines) + "\n");
        string path = Path.Combine(folder, $"{name}.txt");
        Assert.True(File.Exists(path), $"expected an approved text in {path}");
        string approved = File.ReadAllText(path);
        Assert.Equal(approved.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), lines);
    }
}
