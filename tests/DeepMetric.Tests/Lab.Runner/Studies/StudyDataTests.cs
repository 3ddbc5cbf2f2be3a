using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Tests.Lab.Runner.Studies;

/// <summary>Studies whose data sets are missing, and studies on frozen features.</summary>
public sealed class StudyDataTests : IDisposable
{
    private static readonly StudyFile Study = new()
    {
        Name = "two",
        Datasets =
        [
            new StudyDataset { Name = "digits", TrainItems = 200, TestItems = 100, Epochs = 1, Net = new StudyNet { Backbone = "resnet20", EmbeddingSize = 8, HeadHidden = [16], FreezeTrunk = true } },
            new StudyDataset { Name = "cub", Data = "cub200" },
        ],
        Arms = [new StudyArm { Loss = "contrastive" }, new StudyArm { Name = "same", Loss = "contrastive" }],
        Seeds = 1,
        ShuffledCanary = false,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_data_set_is_left_out_with_how_to_get_it_and_without_this_machines_paths()
    {
        StudySpec spec = Resolve(Study);
        Assert.Equal("digits", Assert.Single(spec.Datasets).Name);
        SkippedDataset missing = Assert.Single(spec.Skipped);
        Assert.Equal("cub", missing.Name);
        Assert.Contains("CUB_200_2011.tgz", missing.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder, missing.Reason, StringComparison.Ordinal);
        ArgumentException none = Assert.Throws<ArgumentException>(() => Resolve(Study.Of(["cub"])));
        Assert.Contains("found none. cub: Its files are in no data root. Get CUB_200_2011.tgz", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frozen_trunk_runs_once_for_all_units_and_arms_of_equal_settings_are_one_unit()
    {
        StudySpec spec = Resolve(Study.Of(["digits"]));
        var layout = new StudyLayout(Path.Combine(_folder, "study"));
        Directory.CreateDirectory(layout.Folder);
        DeepMetric.Lab.Store.JsonFile.Write(layout.SpecPath, spec);
        Assert.True(new StudyWorker(layout, new StudyItems([], Load)).Run(TestContext.Current.CancellationToken));
        var outcomes = new StudyOutcomes(layout);
        PlannedRun[] finals = [.. StudyPlan.Of(spec, outcomes.Of).Runs.Where(run => run.Role == RunRole.Final)];
        Assert.Equal(["contrastive", "same"], finals.Select(run => run.Arm));
        Assert.Single(finals.Select(run => run.UnitId).Distinct());
        Assert.InRange(outcomes.Of(finals[0].UnitId)!.Result!.Numbers["recall-at-1"], 0.2, 1);
        string[] features = Directory.GetFiles(Path.Combine(layout.Folder, "features"));
        Assert.Equal(2, features.Length);
        Assert.All(features, file => Assert.EndsWith(".safetensors", file, StringComparison.Ordinal));
    }

    [Fact]
    public void A_forecast_counts_the_units_of_arms_of_equal_settings()
    {
        StudyForecast forecast = StudyProbe.Predict(Resolve(Study.Of(["digits"])), new StudyItems([], Load), null, TestContext.Current.CancellationToken);
        Assert.Equal(3, forecast.Units);
        Assert.InRange(forecast.Seconds, 0.01, 600);
    }

    private static DatasetSplit Load(string name, DatasetRequest request) => DatasetCatalog.Load(name, request);

    private StudySpec Resolve(StudyFile study) => StudyResolver.Resolve(study, quick: false, [_folder], Load);
}
