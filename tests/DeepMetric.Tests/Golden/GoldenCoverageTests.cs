using System.Reflection;
using System.Text.Json;

namespace DeepMetric.Tests.Golden;

/// <summary>Nothing in the folder of golden cases may go unread.</summary>
public sealed class GoldenCoverageTests
{
    [Fact]
    public void Every_golden_file_and_class_is_consumed_by_a_test()
    {
        HashSet<string> consumed = [.. Consumed()];
        string[] files = [.. Directory.EnumerateFiles(GoldenFile.Folder, "*.json").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        int cases = 0;
        foreach (string path in files)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            Assert.True(consumed.Contains(name), $"{name}.json: expected a test that reads it, found none");
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray())
            {
                string kindAndClass = $"{golden.GetProperty("kind").GetString()}.{golden.GetProperty("class").GetString()}";
                Assert.True(kindAndClass == name, $"{name}.json: expected cases of {name}, found one of {kindAndClass}");
                cases++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} golden cases in {files.Length} files");
        Assert.True(cases > 0, "expected golden cases, found none");
    }

    [Fact]
    public void Every_golden_difference_is_documented_and_documents_nothing_else()
    {
        string page = File.ReadAllText(Path.Combine(Conventions.ReadmeTests.Root, "docs", "differences-from-pml.md"));
        Assert.All(GoldenDifferences.Rules, rule => Assert.Contains($"| `{rule.Name}` |", page, StringComparison.Ordinal));
        int rows = page.Split("Some losses agree")[0].Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(GoldenDifferences.Rules.Count, rows);
    }

    private static IEnumerable<string> Consumed() =>
        from type in typeof(GoldenCoverageTests).Assembly.GetTypes()
        from method in type.GetMethods()
        from data in method.GetCustomAttributes<MemberDataAttribute>()
        where data.MemberType == typeof(GoldenFile) && data.MemberName == nameof(GoldenFile.Ids)
        select (string)data.Arguments[0]!;
}
