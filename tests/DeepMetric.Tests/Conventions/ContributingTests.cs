using System.Text.RegularExpressions;

namespace DeepMetric.Tests.Conventions;

/// <summary>What CONTRIBUTING.md shows is what stands in the source.</summary>
public sealed partial class ContributingTests
{
    private static readonly string Root = RepositoryRoot();

    [Fact]
    public void Its_code_stands_in_the_files_that_it_names()
    {
        string text = File.ReadAllText(Path.Combine(Root, "CONTRIBUTING.md")).ReplaceLineEndings("\n");
        Match[] snippets = Snippet().Matches(text).ToArray();
        Assert.Equal(3, snippets.Length);
        Assert.All(snippets, snippet =>
            Assert.Contains(snippet.Groups[2].Value, File.ReadAllText(Path.Combine(Root, snippet.Groups[1].Value)).ReplaceLineEndings("\n"), StringComparison.Ordinal));
    }

    [Fact]
    public void It_shows_the_whole_of_the_loss()
    {
        string text = File.ReadAllText(Path.Combine(Root, "CONTRIBUTING.md")).ReplaceLineEndings("\n");
        string source = File.ReadAllText(Path.Combine(Root, "src/DeepMetric/Losses/NTXentLoss.cs")).ReplaceLineEndings("\n");
        string shown = Snippet().Matches(text)[0].Groups[2].Value;
        string left = source.Replace(shown, "", StringComparison.Ordinal);
        Assert.All(left.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.True(line.StartsWith("using ", StringComparison.Ordinal) || line.StartsWith("namespace ", StringComparison.Ordinal), $"not shown: {line}"));
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepMetric.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run inside the repository's folder, and it was not found.");
    }

    [GeneratedRegex("<!-- source: ([^ ]+) -->\n```csharp\n(.*?\n)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
