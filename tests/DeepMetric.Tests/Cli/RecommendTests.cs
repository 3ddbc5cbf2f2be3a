using System.Diagnostics;
using System.Text.Json;

namespace DeepMetric.Tests.Cli;

[Collection(CliCalls.Collection)]
public sealed class RecommendTests : IDisposable
{
    private const int BudgetSeconds = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("recommend-").FullName;

    [Fact]
    public void Answers_or_abstains_on_the_digits_within_its_time()
    {
        var clock = Stopwatch.StartNew();
        string folder = Path.Combine(_folder, "out");
        (int code, string output) = CliCalls.Run(["recommend", "--dataset", "digits", "--budget", $"{BudgetSeconds}s", "--workers", "1", "--out", folder, "--json"]);

        // A busy machine may be too slow for three seeds; then that is what it has to say.
        if (code != 0)
        {
            Assert.Equal(2, code);
            Assert.Contains("--budget: expected enough time", output, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder));
            return;
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, (1.1 * BudgetSeconds) + 10);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        Assert.InRange(document.GetProperty("planned").GetProperty("plan").GetProperty("seeds").GetInt32(), 3, 5);
        Assert.NotEmpty(document.GetProperty("sentences").EnumerateArray());
        Assert.NotEmpty(document.GetProperty("wouldChange").EnumerateArray());
        Assert.True(File.Exists(Path.Combine(folder, "recommendation.md")));
        if (document.GetProperty("isWhole").GetBoolean())
        {
            Assert.NotEmpty(document.GetProperty("units").EnumerateArray());
            Assert.True(File.Exists(document.GetProperty("report").GetString()));
            Assert.All(document.GetProperty("units").EnumerateArray(), unit => Assert.True(File.Exists(Path.Combine(folder, "units", unit.GetString()!, "outcome.json"))));

            // The same folder again answers at once, and the same.
            JsonElement again = CliCalls.Succeed(["recommend", "--dataset", "digits", "--budget", "5s", "--workers", "1", "--out", folder, "--json"]);
            Assert.Equal(document.GetProperty("sentences").GetRawText(), again.GetProperty("sentences").GetRawText());
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
