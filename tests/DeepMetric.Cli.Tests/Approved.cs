namespace DeepMetric.Cli.Tests;

/// <summary>Texts that a person has read and found good.</summary>
internal static class Approved
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Approved");

    /// <summary>Compares a text with the approved one, line by line.</summary>
    public static void Check(string name, string text)
    {
        // Editors take blanks at the end of a line away, so they cannot be approved.
        string received = string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));

        // Written so that a wanted change can be read, and then copied over the approved file by hand.
        File.WriteAllText(Path.Combine(Folder, $"{name}.received.txt"), received);
        Assert.True(File.Exists(Path.Combine(Folder, $"{name}.txt")), $"expected an approved text {name}.txt in {Folder}");
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, $"{name}.txt")).ReplaceLineEndings("\n").Split('\n'), received.Split('\n'));
    }
}
