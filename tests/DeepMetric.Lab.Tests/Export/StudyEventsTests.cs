using DeepMetric.Lab.Export;
using DeepMetric.Lab.Reports.Studies;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tests.Reports;

namespace DeepMetric.Lab.Tests.Export;

public sealed class StudyEventsTests
{
    [Fact]
    public void Series_are_thinned_evenly_and_keep_their_last_point()
    {
        (StepRecord[] steps, EpochRecord[] epochs) = Records(1777);
        IReadOnlyList<ScalarEvent> scalars = StudyEvents.Of(steps, epochs);
        Assert.Equal(scalars.OrderBy(scalar => scalar.Step).Select(scalar => scalar.Step), scalars.Select(scalar => scalar.Step));
        ScalarEvent[] losses = [.. scalars.Where(scalar => scalar.Tag == "train/loss")];
        Assert.Equal(StudyEvents.MostPoints, losses.Length);
        Assert.Equal(1777, losses[^1].Step);
        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.InRange(pair.Second.Step - pair.First.Step, 3, 4));
        Assert.All(losses, scalar => Assert.Equal(steps[scalar.Step - 1].Loss, scalar.Value));

        // Measured every 10 steps, so there are fewer than the most, and none is lost.
        Assert.Equal(177, scalars.Count(scalar => scalar.Tag == "train/update-norm"));
        Assert.Equal([0L, 1000, 1777], scalars.Where(scalar => scalar.Tag == "test-items/intra").Select(scalar => scalar.Step));
        Assert.DoesNotContain(scalars, scalar => scalar.Tag == "train/active-positives");
    }

    [Fact]
    public void Every_training_has_a_folder_of_its_own()
    {
        StudyReportInput study = FakeStudy.Create();
        PlannedRun[] trainings = [.. study.Runs.Where(run => run.Unit.Kind == UnitKind.Training)];
        string[] folders = [.. trainings.Select(run => StudyEvents.FolderOf(run).Replace('\\', '/'))];
        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.Contains("digits/as-is/triplet/seed-1", folders);
        Assert.Contains("birds/tuned/triplet/seed-6/fold-2", folders);
        Assert.Contains("digits/tuned/contrastive/trial-4", folders);
        Assert.Contains("digits/margin-matched/triplet/margin-1", folders);
        Assert.Contains("letters/as-is/circle/permuted-labels-seed-1", folders);
        Assert.Equal("%2E%2E/as-is/a%2Fb%20c/seed-1", StudyEvents.FolderOf(trainings.First(run => run.Role == RunRole.Final && run.Fold == 0 && run.Track == Track.AsIs && run.Seed == 1) with { Dataset = "..", Arm = "a/b c" }).Replace('\\', '/'));
    }

    [Fact]
    public void Files_are_written_where_there_are_records()
    {
        using var folder = new TemporaryFolder();
        var layout = new StudyLayout(folder.FolderPath);
        PlannedRun run = FakeStudy.Create().Runs.First(run => run.Dataset == "digits" && run.Role == RunRole.Final);
        Assert.Equal(0, StudyEvents.Write(layout, [run]));
        Directory.CreateDirectory(layout.UnitFolder(run.UnitId));
        (StepRecord[] steps, _) = Records(30);
        using (JsonLinesWriter<StepRecord> writer = JsonLines.Append<StepRecord>(Path.Combine(layout.UnitFolder(run.UnitId), "steps.jsonl")))
        {
            foreach (StepRecord step in steps)
            {
                writer.Append(step);
            }
        }

        Assert.Equal(1, StudyEvents.Write(layout, [run]));
        string file = Assert.Single(Directory.GetFiles(Path.Combine(layout.EventsFolder, StudyEvents.FolderOf(run))));
        using var expected = new MemoryStream();
        EventFile.Write(expected, StudyEvents.Of(steps, []));
        Assert.Equal(expected.ToArray(), File.ReadAllBytes(file));
    }

    private static (StepRecord[] Steps, EpochRecord[] Epochs) Records(int count)
    {
        var random = new SplitMix(5);
        StepRecord[] steps = [.. Enumerable.Range(1, count).Select(step => new StepRecord
        {
            Step = step,
            Epoch = step <= 1000 ? 1 : 2,
            Items = 32,
            Loss = random.Uniform(),
            TrackedLoss = random.Uniform(),
            ValidTerms = 100,
            ActiveTerms = 40,
            ActiveTermsAboveEpsilon = 40,
            GradientNorm = random.Uniform(),
            SampleGradient = random.Uniform(),
            EffectiveShare = 0.5,
            HardestDecile = 0.2,
            UpdateNorm = step % 10 == 0 ? random.Uniform() : null,
        })];
        EpochRecord[] epochs = [.. Enumerable.Range(0, 3).Select(epoch => new EpochRecord { Epoch = epoch, Train = new Dictionary<string, double>(), Test = new Dictionary<string, double> { ["intra"] = 0.1 * epoch } })];
        return (steps, epochs);
    }
}
