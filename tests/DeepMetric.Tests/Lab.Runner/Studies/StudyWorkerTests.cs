using System.Text.Json.Nodes;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Lab.Runner.Studies;

public sealed class StudyWorkerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string this[string name] => Path.Combine(_root, name);

    /// <summary>As they are, with matched margins, and tuned; with canaries and baselines: 24 units.</summary>
    internal static StudyFile AllTracks { get; } = SmallStudy.File with
    {
        Arms = [.. SmallStudy.File.Arms.Select(arm => arm with { Search = [ParameterRange.Linear("margin", 0.3, 1.5), ParameterRange.Log("learningRate", 0.001, 0.01)] })],
        Tracks = [Track.AsIs, Track.MarginMatched, Track.BudgetMatched, Track.Tuned],
        MarginMatching = new StudyMarginMatching { Grid = [0.2, 0.5, 0.8, 1.2] },
        Tuning = new StudyTuning { Trials = 4 },
        Seeds = 2,
        ShuffledCanary = true,
    };

    [Fact]
    public void A_study_of_24_units_runs_to_its_end_and_ends_alike_however_often_it_is_cancelled()
    {
        StudyLayout undisturbed = SmallStudy.Finished(this["undisturbed"], AllTracks);
        StudyProgress progress = StudyProgress.Of(undisturbed);
        Assert.True(progress is { Known: >= 24, Failed: 0, IsComplete: true }, $"{progress}");
        var random = new SeededRandom(5);
        (StudyLayout disturbed, int interruptions) = SmallStudy.Disturbed(this["disturbed"], AllTracks, () => 3 + random.NextInt(12));
        Assert.True(interruptions >= 20, $"only {interruptions} interruptions");
        Assert.Empty(StudyDifferences.Between(undisturbed, disturbed));
        Assert.Equal(JsonFile.ToText(SmallStudy.Analyze(undisturbed)), JsonFile.ToText(SmallStudy.Analyze(disturbed)));

        StudyResults results = SmallStudy.Analyze(undisturbed);
        Assert.Equal(4, results.Entries.Count);
        Assert.All(results.Entries, entry => Assert.Equal(2, entry.Comparison.Spec.Arms.Count));
        Assert.Equal(4, results.Entries.Single(entry => entry.Track == Track.Tuned).Trials["triplet"].Count);
        Assert.DoesNotContain(results.Findings, finding => finding.Id is "diverged" or "label-blind");
        string text = JsonFile.ToText(results);
        Assert.DoesNotContain(_root, text, StringComparison.Ordinal);
        Assert.DoesNotContain("econds", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_are_told_to_the_last_bit()
    {
        StudyFile file = SmallStudy.File with { Seeds = 1 };
        StudyLayout one = SmallStudy.Finished(this["one"], file);
        StudyLayout other = SmallStudy.Finished(this["other"], file);
        Assert.Empty(StudyDifferences.Between(one, other));
        string unit = StudyPlan.Of(one.ReadSpec(), _ => null).Runs[0].UnitId;
        UnitOutcome outcome = other.ReadOutcome(unit)!;
        double value = Math.BitIncrement(outcome.Result!.Numbers[MetricCatalog.Intra]);
        JsonFile.Write(other.OutcomePath(unit), outcome with { Result = outcome.Result with { Numbers = new Dictionary<string, double>(outcome.Result.Numbers) { [MetricCatalog.Intra] = value } } });
        Assert.StartsWith($"unit {unit}: result.numbers.intra is ", Assert.Single(StudyDifferences.Between(one, other)), StringComparison.Ordinal);
        File.Delete(other.OutcomePath(unit));
        Assert.Equal($"unit {unit} is finished in '{one.Folder}' alone", Assert.Single(StudyDifferences.Between(one, other)));
    }

    [Fact]
    public void Folds_are_laid_side_by_side_and_resumed_exactly()
    {
        StudyFile file = SmallStudy.File with
        {
            Datasets = [SmallStudy.File.Datasets[0] with { Split = "class-disjoint", ClassesPerBatch = 2 }],
            Folds = 2,
            Tracks = [Track.AsIs, Track.Tuned],
            Arms = [.. AllTracks.Arms],
            Tuning = new StudyTuning { Trials = 2 },
        };
        StudyLayout undisturbed = SmallStudy.Finished(this["undisturbed"], file);
        StudySpec spec = undisturbed.ReadSpec();
        Assert.True(spec.Datasets[0].IsClassDisjoint);
        Assert.Equal(4, spec.Datasets[0].Parts.Select(part => part.Sha256).Distinct().Count());
        StudyResults results = SmallStudy.Analyze(undisturbed);
        Assert.Equal([4, 4], results.Entries.Select(entry => entry.Concatenated.Count));
        UnitResult side = results.Entries[0].Concatenated[0];
        Assert.InRange(side.Numbers[MetricCatalog.MapAtR], 0.05, 1);

        // The numbers of the embeddings side by side are those of the embeddings that the folds kept.
        PlannedRun run = StudyPlan.Of(spec, new StudyOutcomes(undisturbed).Of).Runs.First(candidate => candidate.Role == RunRole.Concatenated);
        Assert.All(run.Unit.Members, member => Assert.Equal(spec.Datasets[0].Facts.TestItems * 4 * sizeof(float), new FileInfo(undisturbed.EmbeddingsPath(member)).Length));
        int[] labels = [.. SmallStudy.Items().Load(spec.Datasets[0].Items).Test.Labels];
        Assert.Equal(NearestIsOfTheSameClass(run.Unit.Members, undisturbed, labels), undisturbed.ReadOutcome(run.UnitId)!.Result!.Numbers[MetricCatalog.RecallAt1], 1e-9);

        var random = new SeededRandom(6);
        (StudyLayout disturbed, int interruptions) = SmallStudy.Disturbed(this["disturbed"], file, () => 3 + random.NextInt(20));
        Assert.True(interruptions >= 5, $"only {interruptions} interruptions");
        Assert.Empty(StudyDifferences.Between(undisturbed, disturbed));
    }

    // Triplet's batches of 16 leave 12 of 60 items out in each epoch: contrastive, with batches of 15, is cut off in the middle of its second epoch.
    [Theory]
    [InlineData(BudgetMatch.ForwardPasses)]
    [InlineData(BudgetMatch.GradientMass)]
    public void A_training_that_a_budget_ends_resumes_exactly(BudgetMatch match)
    {
        StudyFile file = SmallStudy.File with
        {
            Tracks = [Track.BudgetMatched],
            Arms = [SmallStudy.File.Arms[0], SmallStudy.File.Arms[1] with { ClassesPerBatch = 4, SamplesPerClass = 4 }],
            BudgetMatch = match,
        };
        StudyLayout undisturbed = SmallStudy.Finished(this["undisturbed"], file);
        PlannedRun[] cut = [.. StudyPlan.Of(undisturbed.ReadSpec(), new StudyOutcomes(undisturbed).Of).Runs.Where(run => run.Unit.Steps is not null)];
        Assert.NotEmpty(cut);
        Assert.All(cut, run =>
        {
            UnitOutcome outcome = undisturbed.ReadOutcome(run.UnitId)!;
            Assert.Equal(run.Unit.Steps, outcome.Trace!.Steps);
            Assert.Equal(run.Unit.Steps, outcome.Result!.Steps);
        });
        int patience = 0;
        (StudyLayout disturbed, int interruptions) = SmallStudy.Disturbed(this["disturbed"], file, () => 2 + (patience++ % 5));
        Assert.True(interruptions >= 8, $"only {interruptions} interruptions");
        Assert.Empty(StudyDifferences.Between(undisturbed, disturbed));
    }

    // Miners that draw, and one that rests on a distance of its own.
    [Fact]
    public void Miners_that_draw_resume_exactly()
    {
        StudyFile file = SmallStudy.File with
        {
            Seeds = 1,
            Arms =
            [
                new StudyArm { Name = "weighted", Loss = "triplet", Miner = new MinerSpec { Name = "distance-weighted" } },
                new StudyArm { Name = "histogram", Loss = "contrastive", Miner = new MinerSpec { Name = "uniform-histogram" } },
                new StudyArm { Name = "hard", Loss = "triplet", Miner = new MinerSpec { Name = "batch-hard" } },
                new StudyArm { Name = "drawn", Loss = "contrastive-drawn-pairs" },
            ],
        };
        StudyLayout undisturbed = SmallStudy.Finished(this["undisturbed"], file);
        int patience = 0;
        (StudyLayout disturbed, int interruptions) = SmallStudy.Disturbed(this["disturbed"], file, () => 2 + (patience++ % 4));
        Assert.True(interruptions >= 8, $"only {interruptions} interruptions");
        Assert.Empty(StudyDifferences.Between(undisturbed, disturbed));
        Assert.Equal(4, SmallStudy.Analyze(undisturbed).Entries[0].Comparison.Units.Select(unit => unit.Numbers[MetricCatalog.Intra]).Distinct().Count());
    }

    // A margin whose square is no float: the first loss is not finite. The other arm is left in.
    [Fact]
    public void An_arm_that_diverges_is_recorded_with_step_and_tensor_and_left_out()
    {
        StudyFile file = SmallStudy.File with { Arms = [.. SmallStudy.File.Arms, new StudyArm { Name = "huge", Loss = "contrastive", Options = new JsonObject { ["margin"] = 1e30 } }], ShuffledCanary = true };
        StudyLayout layout = SmallStudy.Finished(this["study"], file);
        Assert.Equal(3, StudyProgress.Of(layout).Failed);
        StudyResults results = SmallStudy.Analyze(layout);
        Assert.Equal(["contrastive", "triplet"], results.Entries[0].Comparison.Spec.Arms.Select(arm => arm.Name));
        StudyFinding[] diverged = [.. results.Findings.Where(finding => finding.Id == "diverged")];
        Assert.Equal(["huge", "huge"], diverged.Select(finding => finding.Arm));
        Assert.StartsWith("huge diverged with seed 1: its loss was no longer finite at step 1.", diverged[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learning_rate_of_a_million_is_recorded_and_folds_without_embeddings_are_not_laid_side_by_side()
    {
        StudyDataset set = SmallStudy.File.Datasets[0] with { Split = "class-disjoint", ClassesPerBatch = 2, Optimization = new OptimizationSpec { LearningRate = 1e6 } };
        StudyFile file = SmallStudy.File with { Seeds = 1, Folds = 2, Datasets = [set, set with { Name = "slowly", Data = "digits", Optimization = new OptimizationSpec { LearningRate = 1e-3 } }], Arms = [.. SmallStudy.File.Arms, new StudyArm { Name = "huge", Loss = "contrastive", Options = new JsonObject { ["margin"] = 1e30 } }] };
        StudyLayout layout = SmallStudy.Finished(this["study"], file);
        StudyResults results = SmallStudy.Analyze(layout);
        TrackResults slowly = results.Entries.Single(entry => entry.Dataset == "slowly");
        Assert.Equal(["contrastive", "triplet"], slowly.Comparison.Spec.Arms.Select(arm => arm.Name));
        Assert.Equal(["contrastive", "triplet"], slowly.Concatenated.Select(unit => unit.Key.Arm));
        PlannedRun[] side = [.. StudyPlan.Of(layout.ReadSpec(), new StudyOutcomes(layout).Of).Runs.Where(run => run is { Role: RunRole.Concatenated, Arm: "huge" })];
        Assert.All(side, run => Assert.Equal(("loss", 1), (layout.ReadOutcome(run.UnitId)!.Failure!.Tensor, layout.ReadOutcome(run.UnitId)!.Failure!.Step)));

        // Whatever a learning rate of a million does, it is told: as a training that diverged, or as embeddings that collapsed or learnt nothing.
        StudyFinding[] findings = [.. results.Findings.Where(finding => finding.Dataset == "digits")];
        Assert.Contains(findings, finding => finding.Arm is "contrastive" or "triplet" && finding.Id is "diverged" or "collapse" or "plateau");
    }

    [Fact]
    public void Several_workers_share_the_units()
    {
        StudyFile file = SmallStudy.File with { Seeds = 3 };
        StudyLayout alone = SmallStudy.Finished(this["alone"], file);
        StudyLayout shared = SmallStudy.Begin(this["shared"], file);
        CancellationToken stop = TestContext.Current.CancellationToken;
        Thread[] workers = [.. Enumerable.Range(0, 2).Select(offset => new Thread(() => SmallStudy.Worker(shared, offset: offset).Run(stop)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        Assert.Empty(StudyDifferences.Between(alone, shared));
    }

    // Arms of equal settings share their units: each has its numbers, and a forecast of its own.
    [Fact]
    public void An_arm_against_itself_shares_its_units()
    {
        StudyFile file = SmallStudy.File with { Arms = [SmallStudy.File.Arms[0], SmallStudy.File.Arms[0] with { Name = "twin" }] };
        StudyForecast forecast = StudyProbe.Predict(SmallStudy.Resolve(file), SmallStudy.Items(), probing: null, TestContext.Current.CancellationToken);
        Assert.True(forecast is { Units: > 0, Seconds: > 0, Megabytes: > 0 });
        StudyLayout layout = SmallStudy.Finished(this["study"], file);
        Assert.Equal(3, StudyProgress.Of(layout).Known);
        PairEffect effect = SmallStudy.Analyze(layout).Entries[0].Effects[0];
        Assert.Equal(("contrastive", "twin"), (effect.First, effect.Second));
    }

    // The settings that rules read are named as the options of the losses are.
    [Fact]
    public void Settings_say_what_canaries_ask_for()
    {
        StudySpec spec = SmallStudy.Resolve(SmallStudy.File with { Arms = [.. SmallStudy.File.Arms, new StudyArm { Name = "soft", Loss = "triplet", Options = new JsonObject { ["smooth"] = true } }] });
        JsonObject Settings(string arm) => spec.Datasets[0].Run.Arms.Single(candidate => candidate.Name == arm).Settings["author-code"];
        Assert.True((bool)Settings("contrastive")["squared"]!);
        Assert.Equal(1, (double)Settings("contrastive")["negativeMargin"]!);
        Assert.Equal(1, (double)Settings("triplet")["margin"]!);
        Assert.False((bool)Settings("triplet")["smooth"]!);
        Assert.True((bool)Settings("soft")["smooth"]!);
    }

    private static double NearestIsOfTheSameClass(IReadOnlyList<string> members, StudyLayout layout, int[] labels)
    {
        double[][] rows = [.. labels.Select(_ => new double[4 * members.Count])];
        for (int part = 0; part < members.Count; part++)
        {
            float[] values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(layout.EmbeddingsPath(members[part]))).ToArray();
            for (int item = 0; item < labels.Length; item++)
            {
                double[] row = [.. values.AsSpan(item * 4, 4).ToArray().Select(value => (double)value)];
                double norm = Math.Sqrt(row.Sum(value => value * value));
                for (int column = 0; column < 4; column++)
                {
                    rows[item][(part * 4) + column] = row[column] / norm;
                }
            }
        }

        double Distance(int one, int other) => rows[one].Zip(rows[other], (a, b) => (a - b) * (a - b)).Sum();
        int[] queries = [.. Enumerable.Range(0, labels.Length).Where(item => labels.Count(label => label == labels[item]) > 1)];
        return queries.Average(query => labels[Enumerable.Range(0, labels.Length).Where(item => item != query).MinBy(item => Distance(query, item))] == labels[query] ? 1.0 : 0);
    }
}
