using System.Text.Json.Nodes;
using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class EvaluateCommandTests
{
    private static readonly EvaluationResults Results = new()
    {
        Model = new ModelFacts { WeightsSha256 = "ab", Backbone = "resnet18", Loss = "triplet", Dataset = "inshop", Split = new SplitSpec { Name = "official", Kind = "official", Sha256 = "cd" } },
        Dataset = "inshop",
        Part = "test",
        Items = 26_830,
        Outliers = 2,
        Classes = 3_985,
        Dimension = 128,
        Searched = "gallery",
        SearchedItems = 12_612,
        Queries = 14_218,
        QueriesLeftOut = 0,
        Numbers = new Dictionary<string, double>(
        [
            .. EvaluationMetric.All.Where(metric => metric.Group == MetricGroup.Retrieval).Select((metric, i) => new KeyValuePair<string, double>(metric.Id, 0.9 - (0.0107 * i))),
            .. EvaluationMetric.All.Where(metric => metric.Group == MetricGroup.Variance).Select((metric, i) => new KeyValuePair<string, double>(metric.Id, 0.3929 - (0.0317 * i))),
            new(EvaluationMetric.RocAuc, 0.9876),
            new(EvaluationMetric.EqualErrorRate, 0.0432),
            new(EvaluationMetric.FnmrAt(0.01), 0.1234),
            new(EvaluationMetric.FnmrAt(0.001), 0.00012),
            new(EvaluationMetric.BestF1, 0.812),
            new(EvaluationMetric.ThresholdOf(EvaluationMetric.BestF1), 0.7654),
            new(EvaluationMetric.BestAccuracy, 0.99937),
        ]),
        CumulativeMatch = [0.8, 0.9],
        IntervalUnit = BootstrapUnit.Classes,
        Intervals = new Dictionary<string, NumberInterval> { [MetricCatalog.MapAtR] = new(0.88, 0.92), [EvaluationMetric.RecallAt10] = new(0.7, 0.75) },
        RawInput = new Dictionary<string, double>
        {
            [MetricCatalog.MapAtR] = 0.2,
            [MetricCatalog.RecallAt1] = 0.88,
            [EvaluationMetric.RecallAt10] = 0.83,
            [EvaluationMetric.BestF1] = 0.3,
            [EvaluationMetric.ThresholdOf(EvaluationMetric.BestF1)] = 12.34,
        },
        AtCeiling = [MetricCatalog.RecallAt1, EvaluationMetric.RecallAt10],
        Pairs = new(45_000, 170_000_000, 45_000, 170_000_000),
        PerClass =
        [
            new() { Class = "id 00000007", Items = 5, Queries = 2, MapAtR = 0.05, RecallAt1 = 0, Intra = 0.31, Numbers = new Dictionary<string, double> { [MetricCatalog.MapAtR] = 0.05, [EvaluationMetric.NdcgAt(10)] = 1.0 / 3 } },
            new() { Class = "Röcke, \"lang\"", Items = 1_234, Queries = 1_000, MapAtR = 0.5, RecallAt1 = 0.75, Intra = 0.0012 },
            new() { Class = "alone", Items = 1, Queries = 0 },
        ],
        Warnings = ["By these items the model may have been chosen."],
        Notes = ["NMI and AMI were left out: k-means with 3,985 clusters of 26,830 items would take longer than all else."],
    };

    [Theory]
    [InlineData("", "expected --model or --embeddings, found neither.")]
    [InlineData("--model (model) --embeddings (file)", "expected --model or --embeddings, found both.")]
    [InlineData("--embeddings /none.npy", "--embeddings: expected an existing file, found '/none.npy'.")]
    [InlineData("--embeddings (file) --dataset digits", "--dataset: expected with --model only, found with --embeddings, whose labels lie in the file, beside it or in --labels.")]
    [InlineData("--embeddings (file) --split official", "--split, --part: expected with --model only, found with --embeddings: a file of embeddings is judged as a whole.")]
    [InlineData("--embeddings (file) --search reference", "--search reference: expected --reference FILE beside it, found none.")]
    [InlineData("--model (model) --labels (file)", "--labels: expected with --embeddings only, found with --model.")]
    [InlineData("--model (model) --reference trian", "--reference: expected train or an existing file, found 'trian'. Did you mean train?")]
    [InlineData("--model (model) --intervals query", "--intervals: expected one of none, queries, classes, found 'query'.")]
    [InlineData("--model (model) --out /none/x.json", "--out: expected a file in an existing folder, found no folder '/none'.")]
    public void Refuses_what_cannot_be_right_in_one_line(string options, string message)
    {
        using var cli = new FakeCli();
        string filled = options.Replace("(model)", Model(cli), StringComparison.Ordinal).Replace("(file)", Path.Combine(Model(cli), "model.json"), StringComparison.Ordinal);
        CliOutcome outcome = cli.Run(["evaluate", .. filled.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((ExitCodes.Usage, string.Empty), (outcome.Code, outcome.Output));
        Assert.StartsWith($"deepmetric: {message}", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_for_what_was_given()
    {
        EvaluationJob? asked = null;
        using var cli = new FakeCli { Evaluation = (job, _) => (asked = job, Results).Results };
        string file = Path.Combine(Model(cli), "model.json");
        cli.Run("evaluate", "--model", Model(cli), "--dataset", "digits", "--part", "validation", "--validation-share", "0.1", "--search", "reference", "--intervals", "classes", "--baseline", "off", "--quiet");
        Assert.Equal((Model(cli), "digits", ItemPart.Validation, true, BootstrapUnit.Classes, false), (asked!.ModelFolder, asked.Dataset, asked.Part, asked.SearchesReference, asked.Intervals, asked.Baseline));
        Assert.Equal(0.1, asked.Data.Split!.ValidationShare);
        Assert.Null(asked.ReferenceFile);
        cli.Run("evaluate", "--embeddings", file, "--labels", file, "--reference", file, "--baseline", "on");
        Assert.Equal((null, file, file, file, true), (asked.ModelFolder, asked.EmbeddingsFile, asked.Data.LabelFile, asked.ReferenceFile, asked.Baseline));
        cli.Run("evaluate", "--model", Model(cli), "--reference", "train");
        Assert.Equal((null, null, null), (asked.Dataset, asked.ReferenceFile, asked.Baseline));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(80)]
    public void Tables_read_as_approved(int width)
    {
        using var cli = new FakeCli { Evaluation = (_, _) => Results, Width = width };
        CliOutcome outcome = Cultures.Same(() => cli.Run("evaluate", "--model", Model(cli), "--per-class"));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check($"evaluate-{width}", outcome.Output);
    }

    [Fact]
    public void Json_and_the_file_are_the_same_object_with_classes_only_where_asked_for()
    {
        using var cli = new FakeCli { Evaluation = (_, _) => Results, Width = 20 };
        string file = Path.Combine(cli.Folder, "results.json");
        CliOutcome outcome = cli.Run("evaluate", "--model", Model(cli), "--json", "--out", file);
        JsonObject document = JsonNode.Parse(outcome.Output)!.AsObject();
        Assert.Equal(File.ReadAllText(file), outcome.Output);
        Assert.Equal(("deepmetric-evaluation/1", 0.9, 0.88, "classes"), ((string?)document["schema"], (double)document["numbers"]![MetricCatalog.MapAtR]!, (double)document["intervals"]![MetricCatalog.MapAtR]!["low"]!, (string?)document["intervalUnit"]));
        Assert.False(document.ContainsKey("perClass"));
        Assert.Equal(3, JsonNode.Parse(cli.Run("evaluate", "--model", Model(cli), "--json", "--per-class").Output)!["perClass"]!.AsArray().Count);
    }

    [Fact]
    public void Classes_are_written_as_comma_separated_values_whether_they_are_listed_or_not()
    {
        using var cli = new FakeCli { Evaluation = (_, _) => Results };
        string file = Path.Combine(cli.Folder, "classes.csv");
        CliOutcome outcome = Cultures.Same(() => cli.Run("evaluate", "--model", Model(cli), "--classes", file));
        Assert.Equal(ExitCodes.Success, outcome.Code);
        Assert.Contains("classes.csv", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("id 00000007", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["class,items,queries,map-at-r,ndcg-at-10", "id 00000007,5,2,0.05,0.3333333333333333", "\"Röcke, \"\"lang\"\"\",1234,1000,,", "alone,1,0,,"],
            File.ReadAllLines(file));
        CliOutcome refused = cli.Run("evaluate", "--model", Model(cli), "--classes", "/none/classes.csv");
        Assert.Equal((ExitCodes.Usage, true), (refused.Code, refused.Error.StartsWith("deepmetric: --classes: expected a file in an existing folder", StringComparison.Ordinal)));
    }

    private static string Model(FakeCli cli)
    {
        string folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "model")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.json"), "{}");
        return folder;
    }
}
