using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Runs;

public sealed class RecordRoundTripTests
{
    [Fact]
    public void Results_keep_everything_and_have_the_same_bytes_each_time()
    {
        using var folder = new TemporaryFolder();
        var run = new SimulatedRun { Seeds = 4, Arms = [new() { Name = "contrastive", Loss = "contrastive", Options = new JsonObject { ["margin"] = 0.5 } }, new() { Name = "triplet", Loss = "triplet" }] };
        run.Favour(StudyClaims.Retrieval, 0.1).Undefine(ExperimentSpec.Main, "triplet", 0, MetricCatalog.EpochsToTenth);
        JsonFile.Write(folder["results.json"], run.Analyze());
        byte[] bytes = File.ReadAllBytes(folder["results.json"]);
        ComparisonResults read = JsonFile.Read<ComparisonResults>(folder["results.json"]);
        JsonFile.Write(folder["again.json"], read);
        Assert.Equal(bytes, File.ReadAllBytes(folder["again.json"]));
        Assert.Equal(bytes, System.Text.Encoding.UTF8.GetBytes(JsonFile.ToText(run.Analyze())));

        // What was read analyses to the same results: nothing that decides was lost on the way.
        Assert.Equal(bytes, System.Text.Encoding.UTF8.GetBytes(JsonFile.ToText(ComparisonAnalysis.Analyze(read.Spec, read.Dataset, read.Units, read.Baselines))));
    }

    [Fact]
    public void Results_leave_out_what_is_not_defined_and_hold_no_paths()
    {
        SimulatedRun run = new SimulatedRun().Undefine(ExperimentSpec.Main, "triplet", 0, MetricCatalog.EpochsToTenth);
        string text = JsonFile.ToText(run.Analyze());
        JsonNode unit = JsonNode.Parse(text)!["units"]!.AsArray().Single(node =>
            (string?)node!["key"]!["experiment"] == "main" && (string?)node["key"]!["arm"] == "triplet" && (int?)node["key"]!["seed"] == 0)!;
        Assert.Null(unit["numbers"]!["epochs-to-tenth"]);
        Assert.NotNull(unit["numbers"]!["epochs-to-half"]);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("units/", text, StringComparison.Ordinal);
        Assert.Contains("\"verdict\": \"no-difference-shown\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Specification_keeps_everything() => KeepsEverything(new SimulatedRun().Spec with
    {
        ShuffledLabels = "all",
        UpdateNormEvery = 3,
        Arms = [new() { Name = "a", Loss = "b", Options = new JsonObject { ["margin"] = 0.25, ["swap"] = true } }],
    });

    [Fact]
    public void Step_keeps_everything_and_leaves_out_what_is_null()
    {
        var step = new StepRecord
        {
            Step = 1,
            Epoch = 1,
            Items = 80,
            Loss = 0.1,
            TrackedLoss = 1.0 / 3,
            ValidTerms = 5_000_000_000,
            ActiveTerms = 2,
            ActiveTermsAboveEpsilon = 1,
            HardTriplets = 4,
            GradientNorm = 1e-300,
            SampleGradient = 0.5,
            EffectiveShare = 0.6,
            HardestDecile = 0.7,
        };
        KeepsEverything(step);
        Assert.DoesNotContain("null", JsonSerializer.Serialize(step, LabJson.Line), StringComparison.Ordinal);
    }

    [Fact]
    public void Epoch_keeps_everything() => KeepsEverything(new EpochRecord
    {
        Epoch = 2,
        TrackedLoss = 0.1,
        ActiveRatio = 0.2,
        Train = new Dictionary<string, double> { ["intra"] = 0.1 },
        Test = new Dictionary<string, double> { ["inter"] = -0.25, ["intra"] = 3 },
    });

    [Fact]
    public void Unit_result_keeps_everything() => KeepsEverything(new UnitResult
    {
        Key = new("main", "triplet", 3),
        Steps = 4,
        Numbers = new Dictionary<string, double> { ["nmi"] = 0.1 },
        IntraPerClass = [0.5, null, 0.25],
    });

    [Fact]
    public void Showcase_keeps_everything()
    {
        var picture = new Thumbnail { Index = 4, Label = 1, Width = 2, Height = 1, Pixels = [0, 255] };
        KeepsEverything(new Showcase
        {
            Projection = new ProjectionPicture { X = [1, 2], Y = [3, 4.5], Labels = [0, 1], ShareOfVariance = 0.5 },
            Distances = new DistanceHistogramPicture { From = 0, To = 2, Positives = [1, 2], Negatives = [3, 4] },
            Worst = [new RetrievalExample { Query = picture, AveragePrecisionAtR = 0.1, Neighbours = [picture] }],
            Best = [],
        });
    }

    [Fact]
    public void Environment_and_timings_keep_everything()
    {
        KeepsEverything(new EnvironmentFacts
        {
            Versions = new Dictionary<string, string> { ["DeepMetric"] = "0.1.0", [".NET"] = "10.0.1" },
            OperatingSystem = "Debian GNU/Linux 12",
            Cpu = "x",
            Cores = 2,
            Simd = "AVX2",
            Threads = 2,
            Device = "cpu",
            GitCommit = "abc",
            StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)),
            Command = "deepmetric compare",
        });
        KeepsEverything(new Timings
        {
            Units = [new UnitTiming { Key = new("main", "triplet", 0), TrainingSeconds = 1.5, ImagesPerSecond = 1000, EvaluationSeconds = 0.25 }],
            BaselineSeconds = 1,
            TotalSeconds = 3,
        });
    }

    [Fact]
    public void Unknown_and_missing_members_are_refused()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ArmSpec>("""{"name":"a","loss":"b","extra":1}""", LabJson.Line));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ArmSpec>("""{"name":"a"}""", LabJson.Line));
    }

    /// <summary>Every member survives writing and reading: the second text equals the first.</summary>
    private static void KeepsEverything<T>(T record)
    {
        string text = JsonFile.ToText(record);
        T read = JsonSerializer.Deserialize<T>(text, LabJson.Indented)!;
        Assert.Equal(text, JsonFile.ToText(read));
    }
}
