using System.Text.Json.Nodes;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class ReportCommandTests
{
    [Fact]
    public void Renders_the_same_report_again_without_training()
    {
        using var cli = new FakeCli();
        string folder = Run(cli);
        string report = Path.Combine(folder, "report.html");
        string written = File.ReadAllText(report);
        File.WriteAllText(report, "old");
        CliOutcome outcome = cli.Run("report", folder);
        Assert.Equal(new CliOutcome(ExitCodes.Success, $"report  {Path.Combine("(folder)", "runs", "digits", "report.html")}\n", string.Empty), outcome);
        Assert.Equal(written, File.ReadAllText(report));
        Assert.Contains("1 min 05 s", written, StringComparison.Ordinal);
        Assert.Equal(1, cli.Runs);
    }

    [Fact]
    public void Json_names_the_folder_and_the_report()
    {
        using var cli = new FakeCli { Width = 20 };
        JsonObject document = JsonNode.Parse(cli.Run("report", "--json", Run(cli)).Output)!.AsObject();
        string folder = Path.Combine("(folder)", "runs", "digits");
        Assert.Equal([("runFolder", folder), ("report", Path.Combine(folder, "report.html"))], document.Select(member => (member.Key, (string)member.Value!)));
    }

    [Fact]
    public void Refuses_a_folder_that_is_missing_no_run_or_unfinished()
    {
        using var cli = new FakeCli { During = _ => throw new OperationCanceledException() };
        cli.Run("compare");
        Check("none", "expected a run folder, found no folder '{0}'.");
        Check("runs", "expected a run folder, found no results.json in '{0}'.");
        Check(Path.Combine("runs", "digits"), "expected a finished run, found an unfinished one in '{0}': go on with it by compare --resume --out, with the options it was started with.");

        void Check(string name, string message)
        {
            string line = message.Replace("{0}", Path.Combine("(folder)", name), StringComparison.Ordinal);
            Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: {line}{Environment.NewLine}"), cli.Run("report", Path.Combine(cli.Folder, name)));
        }
    }

    [Theory]
    [InlineData("results.json", "{ \"schema\": ", "is not a valid ComparisonResults")]
    [InlineData("timings.json", "null", "holds null where a Timings was expected")]
    [InlineData("units/main/triplet/seed-2/epochs.jsonl", "{}\n", "epochs.jsonl")]
    [InlineData("units/main/triplet/seed-2/steps.jsonl", null, "Cannot read")]
    public void Names_a_damaged_or_missing_file_and_keeps_the_old_report(string file, string? content, string message)
    {
        using var cli = new FakeCli();
        string folder = Run(cli);
        string path = Path.Combine(folder, file.Replace('/', Path.DirectorySeparatorChar));
        string report = File.ReadAllText(Path.Combine(folder, "report.html"));
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        CliOutcome outcome = cli.Run("report", folder);
        Assert.Equal((ExitCodes.Failure, string.Empty), (outcome.Code, outcome.Output));
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(report, File.ReadAllText(Path.Combine(folder, "report.html")));
    }

    private static string Run(FakeCli cli)
    {
        Assert.Equal(ExitCodes.Success, cli.Run("compare").Code);
        return Path.Combine(cli.Folder, "runs", "digits");
    }
}
