using System.Text.Json;

namespace DeepMetric.Tests.Cli;

/// <summary>A study from its file to its report.</summary>
[Collection(CliCalls.Collection)]
public sealed class LabTests : IDisposable
{
    private const string Study = """
        {
          // Two losses, few digits.
          "name": "small",
          "datasets": [{ "name": "digits", "epochs": 4, "trainItems": 60, "testItems": 40, "classesPerBatch": 5, "samplesPerClass": 3, "net": { "embeddingSize": 4 } }],
          "arms": [{ "loss": "contrastive" }, { "loss": "triplet" }],
          "seeds": 5,
          "quick": { "seeds": 2, "epochs": 1 },
        }
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Goes_from_a_check_to_a_report_and_finds_the_same_again()
    {
        string file = Path.Combine(_root, "study.json");
        File.WriteAllText(file, Study);
        JsonElement forecast = CliCalls.Succeed(["lab", "check", file, "--quick", "--json"]);
        Assert.Equal(["digits"], forecast.GetProperty("datasets").EnumerateArray().Select(name => name.GetString()));
        Assert.True(forecast.GetProperty("seconds").GetDouble() > 0);

        // Two arms with two seeds, the baselines and two canaries.
        string one = Path.Combine(_root, "one");
        JsonElement results = CliCalls.Succeed(["lab", "run", file, "--quick", "--workers", "1", "--out", one, "--json"]);
        Assert.Equal(Path.GetFullPath(one), results.GetProperty("studyFolder").GetString());
        Assert.Equal(2, results.GetProperty("entries")[0].GetProperty("comparison").GetProperty("spec").GetProperty("seeds").GetArrayLength());
        Assert.All((string[])["results.json", "numbers.csv", "numbers.parquet"], name => Assert.True(File.Exists(Path.Combine(one, name)), name));
        JsonElement status = CliCalls.Succeed(["lab", "status", one, "--json"]);
        Assert.Equal((7, 7, 0, true), (status.GetProperty("finished").GetInt32(), status.GetProperty("known").GetInt32(), status.GetProperty("failed").GetInt32(), status.GetProperty("complete").GetBoolean()));

        // The same command goes on with what is there, which is everything; a report is made of it again, to the last byte.
        string before = File.ReadAllText(Path.Combine(one, "results.json"));
        CliCalls.Succeed(["lab", "run", file, "--quick", "--workers", "1", "--out", one, "--quiet"]);
        CliCalls.Succeed(["lab", "report", one]);
        Assert.Equal(before, File.ReadAllText(Path.Combine(one, "results.json")));

        // A second study lacks a unit: it is not complete, and is gone on with.
        string other = Path.Combine(_root, "other");
        CliCalls.Succeed(["lab", "run", file, "--quick", "--workers", "1", "--out", other, "--quiet"]);
        string unit = Directory.EnumerateDirectories(Path.Combine(other, "units")).Order(StringComparer.Ordinal).First();
        Directory.Delete(unit, recursive: true);
        Refused($"expected a complete study, found 6 of 7 units in '{other}': go on with it by lab resume.", "report", other);
        (int code, string told) = CliCalls.Run(["lab", "diff", one, other]);
        Assert.Equal(1, code);
        Assert.Contains($"unit {Path.GetFileName(unit)} is finished in", told, StringComparison.Ordinal);
        Assert.Contains("6 of 7 units finished", Say("status", other), StringComparison.Ordinal);
        Assert.Contains("[7/7] digits", Say("resume", other, "--workers", "1"), StringComparison.Ordinal);
        Assert.StartsWith("no difference", Say("diff", one, other), StringComparison.Ordinal);
        Assert.Equal(0, CliCalls.Succeed(["lab", "diff", one, other, "--json"]).GetProperty("differences").GetArrayLength());

        // The folder is this study's quick form, and no other's.
        (code, told) = CliCalls.Run(["lab", "run", file, "--workers", "1", "--out", one, "--quiet"]);
        Assert.Equal(2, code);
        Assert.StartsWith($"deepmetric: '{one}' holds another study: ", told, StringComparison.Ordinal);
        Assert.Single(told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Say(params string[] arguments)
    {
        (int code, string output) = CliCalls.Run(["lab", .. arguments]);
        Assert.True(code == 0, output);
        return output;
    }

    private static void Refused(string message, params string[] arguments)
    {
        (int code, string output) = CliCalls.Run(["lab", .. arguments]);
        Assert.Equal((2, $"deepmetric: {message}"), (code, output.TrimEnd()));
    }
}
