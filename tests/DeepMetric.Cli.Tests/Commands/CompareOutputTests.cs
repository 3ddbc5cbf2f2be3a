using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class CompareOutputTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(80)]
    public void Table_verdicts_and_recommendation_read_as_approved(int width)
    {
        using var cli = new FakeCli { Width = width };
        CliOutcome outcome = cli.Run("compare");
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check($"compare-{width}", outcome.Output);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width && !line.EndsWith(' '), line));
    }

    [Theory]
    [InlineData("compare-3-losses", 120, "contrastive", "triplet", "supcon")]
    [InlineData("compare-3-losses-80", 80, "ntxent", "supcon", "arcface")]
    [InlineData("compare-8-losses", 100, "contrastive", "triplet", "ntxent", "supcon", "multi-similarity", "arcface", "proxy-anchor", "circle")]
    [InlineData("compare-8-losses-80", 80, "contrastive", "triplet", "ntxent", "supcon", "multi-similarity", "arcface", "proxy-anchor", "circle")]
    public void Several_losses_read_as_approved(string name, int width, params string[] losses)
    {
        using var cli = new FakeCli { Width = width, Arms = losses };
        CliOutcome outcome = cli.Run("compare");
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check(name, outcome.Output);
        Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width && !line.EndsWith(' '), line));
    }

    [Fact]
    public void Is_the_same_under_every_culture()
    {
        using var cli = new FakeCli { During = Tell };
        string output = Cultures.Same(() =>
        {
            if (Directory.Exists(cli.Folder))
            {
                Directory.Delete(cli.Folder, recursive: true);
            }

            return cli.Run("compare").Output;
        });
        Assert.Contains("MAP@R", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_on_no_terminal_is_a_line_for_each_training_run()
    {
        using var cli = new FakeCli { During = Tell, Width = 120 };
        string[] lines = cli.Run("compare").Output.Split('\n');
        Assert.Equal(
            [
                "3 of 40 training runs were finished before",
                "[4/40] main triplet seed 4: goes on from step 1,250",
                "[4/40] main triplet seed 4: MAP@R 0.953, Recall@1 0.988, 1.5 s, 12,345 images/s",
                "[5/40] fine triplet seed 1: fine Recall@1 0.871, 12 s, 999 images/s",
                "evaluating the raw input and the untrained nets",
            ],
            lines.SkipWhile(line => !line.StartsWith("3 of", StringComparison.Ordinal)).Take(5));
    }

    [Fact]
    public void Quiet_leaves_out_the_progress_alone()
    {
        using var cli = new FakeCli { During = progress => Assert.Null(progress) };
        string quiet = cli.Run("compare", "--quiet", "--out", Path.Combine(cli.Folder, "same")).Output;
        Directory.Delete(Path.Combine(cli.Folder, "same"), recursive: true);
        cli.During = Assert.NotNull;
        Assert.Equal(quiet, cli.Run("compare", "--out", Path.Combine(cli.Folder, "same")).Output);
    }

    [Fact]
    public void Json_is_one_object_with_the_results_and_the_paths_and_nothing_else()
    {
        using var cli = new FakeCli { Width = 40, During = progress => Assert.Null(progress) };
        CliOutcome outcome = Cultures.Same(() => cli.Run("compare", "--json", "--resume"));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        JsonObject document = JsonNode.Parse(outcome.Output)!.AsObject();
        string folder = Path.Combine("(folder)", "runs", "digits");
        Assert.Equal(folder, (string?)document["runFolder"]);
        Assert.Equal(Path.Combine(folder, "report.html"), (string?)document["report"]);
        document.Remove("runFolder");
        document.Remove("report");
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(cli.Folder, "runs", "digits", "results.json")))!;
        Assert.True(JsonNode.DeepEquals(file, document));
        ComparisonResults results = document.Deserialize<ComparisonResults>(LabJson.Indented)!;
        Assert.Equal(cli.Records.Results.Recommendation.Text, results.Recommendation.Text);
    }

    private static void Tell(IProgress<RunEvent>? progress)
    {
        RunEvent[] events =
        [
            new RunEvent.Started(40, 3),
            new RunEvent.UnitStarted(new("main", "triplet", 4), 4, 40, 1250),
            new RunEvent.Progress(new("main", "triplet", 4), 4, 40, 2, 16, 0.5, null, 1000, null),
            Finished(new("main", "triplet", 4), 4, new() { ["map-at-r"] = 0.9531, ["recall-at-1"] = 0.988, ["nmi"] = 0.5 }, 1.51, 12345.4),
            new RunEvent.UnitStarted(new("fine", "triplet", 1), 5, 40, 0),
            Finished(new("fine", "triplet", 1), 5, new() { ["recall-at-1"] = 0.871 }, 12.2, 999),
            new RunEvent.Stage("evaluating the raw input and the untrained nets"),
        ];
        foreach (RunEvent told in events)
        {
            progress!.Report(told);
        }
    }

    private static RunEvent.UnitFinished Finished(UnitKey key, int number, Dictionary<string, double> numbers, double seconds, double perSecond) =>
        new(new UnitResult { Key = key, Steps = 1, Numbers = numbers, IntraPerClass = [] }, number, 40, seconds, perSecond);
}
