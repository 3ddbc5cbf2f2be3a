using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Store;

public sealed class TrainingFolderTests : IDisposable
{
    private static readonly TrainingSpec Spec = new()
    {
        Dataset = "digits",
        DatasetSha256 = "abc",
        Losses = [new() { Loss = "triplet", Options = new() { ["margin"] = 0.5 } }, new() { Loss = "contrastive", Weight = 0.25 }],
        Form = "author-code",
        Net = new() { Backbone = "convnet", EmbeddingSize = 64 },
        ClassesPerBatch = 10,
        SamplesPerClass = 12,
        Optimization = new() { LearningRate = 1e-3 },
        Epochs = 4,
        Seed = 1,
        ChooseBy = "map-at-r",
        Patience = 3,
        Threads = 2,
        Device = "cpu",
    };

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.FolderPath, "run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_its_specification_and_reads_it_back()
    {
        using TrainingFolder folder = TrainingFolder.Create(Path, Spec);
        Assert.False(folder.Resumed);
        Assert.Empty(SpecDifferences.Between(Spec, folder.Layout.ReadSpec()));
        Assert.True(folder.Layout.IsStarted);
        Assert.False(folder.Layout.IsFinished);
    }

    [Fact]
    public void Goes_on_with_the_same_settings_only_and_one_process_at_a_time()
    {
        using (TrainingFolder first = TrainingFolder.Create(Path, Spec))
        {
            RunStoreException busy = Assert.Throws<RunStoreException>(() => TrainingFolder.CreateOrResume(Path, Spec));
            Assert.Contains("in use by another process", busy.Message, StringComparison.Ordinal);
        }

        using (TrainingFolder again = TrainingFolder.CreateOrResume(Path, Spec))
        {
            Assert.True(again.Resumed);
        }

        RunStoreException other = Assert.Throws<RunStoreException>(() => TrainingFolder.CreateOrResume(Path, Spec with { Patience = null }));
        Assert.Contains("patience is 3 there and absent now", other.Message, StringComparison.Ordinal);
        Assert.Throws<RunStoreException>(() => TrainingFolder.Create(Path, Spec));
    }

    [Fact]
    public void A_folder_of_something_else_is_refused()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "spec.json"), """{ "schema": "deepmetric-comparison/2" }""");
        InvalidDataException damaged = Assert.Throws<InvalidDataException>(() => TrainingFolder.CreateOrResume(Path, Spec));
        Assert.Contains("TrainingSpec", damaged.Message, StringComparison.Ordinal);
        File.Delete(System.IO.Path.Combine(Path, "spec.json"));
        File.WriteAllText(System.IO.Path.Combine(Path, "holiday.txt"), "");
        Assert.Throws<RunStoreException>(() => TrainingFolder.CreateOrResume(Path, Spec));
        Assert.True(File.Exists(System.IO.Path.Combine(Path, "holiday.txt")));
    }
}
