using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Store;

public sealed class RunFolderTests
{
    private static readonly ComparisonSpec Spec = new SimulatedRun().Spec;

    [Fact]
    public void Starts_in_a_new_folder_with_the_specification_and_a_lock_that_goes_with_it()
    {
        using var root = new TemporaryFolder();
        string path = Path.Combine(root["runs"], "first");
        using (RunFolder run = RunFolder.Create(path, Spec))
        {
            Assert.False(run.Resumed);
            Assert.False(run.IsFinished);
            Assert.Equal([".lock", "spec.json"], Names(path));
        }

        Assert.Equal(["spec.json"], Names(path));
        Assert.Empty(SpecDifferences.Between(new RunLayout(path).ReadSpec(), Spec));
    }

    [Fact]
    public void Resuming_starts_in_an_empty_folder_and_goes_on_in_a_started_one()
    {
        using var root = new TemporaryFolder();
        using (RunFolder run = RunFolder.CreateOrResume(root.FolderPath, Spec))
        {
            Assert.False(run.Resumed);
        }

        using (RunFolder run = RunFolder.CreateOrResume(root.FolderPath, Spec))
        {
            Assert.True(run.Resumed);
        }
    }

    [Fact]
    public void Resuming_a_finished_run_changes_nothing()
    {
        using var root = new TemporaryFolder();
        RunFolder.Create(root.FolderPath, Spec).Dispose();
        AtomicFile.Write(root["results.json"], "{}");
        string[] before = root.Names;
        DateTime written = File.GetLastWriteTimeUtc(root["spec.json"]);
        using (RunFolder run = RunFolder.CreateOrResume(root.FolderPath, Spec))
        {
            Assert.True(run.IsFinished);
        }

        Assert.Equal(before, root.Names);
        Assert.Equal(written, File.GetLastWriteTimeUtc(root["spec.json"]));
    }

    [Fact]
    public void A_second_start_is_refused()
    {
        using var root = new TemporaryFolder();
        RunFolder.Create(root.FolderPath, Spec).Dispose();
        RunStoreException exception = Assert.Throws<RunStoreException>(() => RunFolder.Create(root.FolderPath, Spec));
        Assert.Equal($"The folder '{root.FolderPath}' already holds a run: resume it, or choose another folder.", exception.Message);
        Assert.Equal(["spec.json"], root.Names);
    }

    [Fact]
    public void Resuming_with_other_settings_lists_them()
    {
        using var root = new TemporaryFolder();
        RunFolder.Create(root.FolderPath, Spec).Dispose();
        ComparisonSpec other = Spec with
        {
            Optimization = new() { LearningRate = 0.01 },
            Seeds = [0, 1],
            Experiments = [Spec.Experiments[0] with { Epochs = 3 }, .. Spec.Experiments.Skip(1)],
        };
        RunStoreException exception = Assert.Throws<RunStoreException>(() => RunFolder.CreateOrResume(root.FolderPath, other));
        Assert.Equal(
            $"The run in '{root.FolderPath}' cannot be resumed with other settings: experiments[0].epochs is 30 there and 3 now; "
            + "seeds is [0,1,2,3,4] there and [0,1] now; optimization.learningRate is 0.001 there and 0.01 now.",
            exception.Message);
        Assert.Equal(["spec.json"], root.Names);
    }

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(root["letter.txt"], "x");
        File.WriteAllText(root[".mine.tmp"], "x");
        RunStoreException exception = Assert.Throws<RunStoreException>(() => RunFolder.CreateOrResume(root.FolderPath, Spec));
        Assert.Contains("not a run and not empty (it holds '.mine.tmp')", exception.Message, StringComparison.Ordinal);
        Assert.Equal([".mine.tmp", "letter.txt"], root.Names);
    }

    [Fact]
    public void Two_processes_cannot_have_one_folder()
    {
        using var root = new TemporaryFolder();
        using (RunFolder.Create(root.FolderPath, Spec))
        {
            RunStoreException exception = Assert.Throws<RunStoreException>(() => RunFolder.CreateOrResume(root.FolderPath, Spec));
            Assert.Equal($"The run folder '{root.FolderPath}' is in use by another process.", exception.Message);
            Assert.True(File.Exists(root[".lock"]));
        }

        RunFolder.CreateOrResume(root.FolderPath, Spec).Dispose();
    }

    [Fact]
    public void What_a_killed_process_left_is_no_obstacle_and_is_cleared()
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(root[".lock"], string.Empty);
        File.WriteAllText(root[".spec.json.tmp"], "{\"sch");
        File.WriteAllText(root[".probe.tmp"], string.Empty);
        using (RunFolder run = RunFolder.Create(root.FolderPath, Spec))
        {
            UnitLayout unit = run.Layout.Unit(new("main", "triplet", 1));
            unit.CreateFolder();
            File.WriteAllText(Path.Combine(unit.Folder, ".result.json.tmp"), "{");
        }

        Assert.Equal(["spec.json", "units"], root.Names);
        RunFolder.CreateOrResume(root.FolderPath, Spec).Dispose();
        Assert.Empty(Directory.EnumerateFiles(root["units"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_before_any_work()
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(root["file"], "x");
        string inside = Path.Combine(root["file"], "run");
        Assert.StartsWith($"Cannot create the folder '{inside}': ", Assert.Throws<RunStoreException>(() => RunFolder.Create(inside, Spec)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"Cannot create the folder '{root["file"]}': ", Assert.Throws<RunStoreException>(() => RunFolder.Create(root["file"], Spec)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_read_only_folder_is_named_before_any_work()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions do not bind this process.");
        using var root = new TemporaryFolder();
        File.SetUnixFileMode(root.FolderPath, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            RunStoreException exception = Assert.Throws<RunStoreException>(() => RunFolder.Create(root.FolderPath, Spec));
            Assert.Equal($"Cannot write into '{root.FolderPath}': access is denied.", exception.Message);
        }
        finally
        {
            File.SetUnixFileMode(root.FolderPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_damaged_specification_is_named()
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(root["spec.json"], "{\"dataset\": 3}");
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => RunFolder.CreateOrResume(root.FolderPath, Spec));
        Assert.StartsWith($"'{root["spec.json"]}' is not a valid ComparisonSpec: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["spec.json"], root.Names);
    }

    [Fact]
    public void Lays_out_the_files_of_a_unit()
    {
        UnitLayout unit = new RunLayout("runs/x").Unit(new("fine", "triplet", 3));
        Assert.Equal("runs/x/units/fine/triplet/seed-3/steps.jsonl", unit.StepsPath.Replace('\\', '/'));
        Assert.EndsWith("seed-3/checkpoint.safetensors", unit.CheckpointPath("safetensors").Replace('\\', '/'), StringComparison.Ordinal);
        Assert.False(unit.IsFinished);
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];
}
