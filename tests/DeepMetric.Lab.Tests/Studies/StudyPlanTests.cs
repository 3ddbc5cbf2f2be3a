using System.Text.Json.Nodes;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class StudyPlanTests
{
    private static readonly StudyFile Everything = FakeStudy.TunedFile with
    {
        Tracks = [Track.AsIs, Track.MarginMatched, Track.BudgetMatched, Track.Tuned],
        Seeds = 2,
        MarginMatching = new StudyMarginMatching { Grid = [0.2, 0.5, 0.9] },
    };

    [Fact]
    public void As_is_has_every_arm_and_seed_once_and_a_baseline_and_canaries()
    {
        var study = new FakeStudy(FakeStudy.File);
        StudyPlan plan = study.Plan();
        Assert.True(plan.IsComplete);
        PlannedRun[] finals = Of(plan, RunRole.Final);
        Assert.Equal([("contrastive", 1), ("triplet", 1), ("contrastive", 2), ("triplet", 2)], finals.Take(4).Select(run => (run.Arm, run.Seed)));
        Assert.Equal(10, finals.Select(run => run.UnitId).Distinct().Count());
        Assert.Equal([1, 2, 3, 4, 5], Assert.Single(Of(plan, RunRole.Baseline)).Unit.Run.Seeds);
        Assert.Equal(["contrastive", "triplet"], Of(plan, RunRole.ShuffledCanary).Select(run => run.Arm));
        Assert.All(Of(plan, RunRole.ShuffledCanary), run => Assert.Equal(("all", 3), (run.Unit.Run.ShuffledLabels, run.Unit.Run.Experiments[0].Epochs)));
        Assert.Equal(13, plan.Runs.Count);
        Assert.Empty(Of(new FakeStudy(FakeStudy.File with { ShuffledCanary = false }).Plan(), RunRole.ShuffledCanary));
    }

    // Whichever unit is finished first: the plan that results is the same, and it is complete.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_order_of_outcomes_decides_nothing(bool folds)
    {
        StudyFile file = folds ? Everything with { Folds = 2 } : Everything;
        FakeStudy straight = new FakeStudy(file, folds) { Come = Varied }.Complete();
        string expected = Text(straight.Plan());
        Assert.True(straight.Plan().IsComplete);
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var random = new SplitMix(seed);
            FakeStudy study = new FakeStudy(file, folds) { Come = Varied }.Complete(open => (int)(random.Uniform() * open));
            Assert.Equal(expected, Text(study.Plan()));
            Assert.Equal(straight.Outcomes.Keys.Order(), study.Outcomes.Keys.Order());
        }

        // What the analysis makes of it is the same too.
        FakeStudy backwards = new FakeStudy(file, folds) { Come = Varied }.Complete(open => open - 1);
        Assert.Equal(JsonFile.ToText(straight.Analyze()), JsonFile.ToText(backwards.Analyze()));
    }

    // Uses are added and none is withdrawn while outcomes come in, but for budgets, whose trainings as they are give way to shorter ones.
    [Fact]
    public void No_unit_is_finished_in_vain_but_trainings_that_a_budget_cuts()
    {
        FakeStudy study = new FakeStudy(Everything) { Come = Varied }.Complete();
        string[] used = [.. study.Plan().Runs.Select(run => run.UnitId).Distinct()];
        Assert.Empty(study.Outcomes.Keys.Except(used));
        Assert.Equal(study.Outcomes.Count, used.Length);
    }

    [Fact]
    public void A_plan_is_a_pure_function()
    {
        FakeStudy one = new FakeStudy(Everything) { Come = Varied }.Complete();
        StudySpec again = System.Text.Json.JsonSerializer.Deserialize<StudySpec>(JsonFile.ToText(one.Spec), LabJson.Indented)!;
        Assert.Equal(Text(one.Plan()), Text(StudyPlan.Of(again, one.Outcome)));
    }

    [Fact]
    public void A_study_that_was_not_analysed_to_its_end_is_refused()
    {
        var study = new FakeStudy(Everything);
        Assert.Throws<InvalidOperationException>(() => StudyAnalysis.Analyze(study.Spec, study.Outcome));
        foreach (PlannedRun run in study.Plan().Runs)
        {
            study.Finish(run);
        }

        Assert.False(study.Plan().IsComplete);
        Assert.Throws<InvalidOperationException>(() => StudyAnalysis.Analyze(study.Spec, study.Outcome));
    }

    [Fact]
    public void As_is_is_shared_with_budgets()
    {
        var study = new FakeStudy(FakeStudy.File with { Tracks = [Track.AsIs, Track.BudgetMatched], Seeds = 2 })
        {
            // Triplet runs twice as many items through the net.
            Come = run => FakeStudy.Sound(run) is { Trace: { } trace } outcome && run.Unit.Run.Arms[0].Loss == "triplet" && run.Unit.Steps is null ? outcome with { Trace = trace with { Items = 8000 } } : FakeStudy.Sound(run),
        };
        Assert.False(study.Plan().IsComplete);
        Assert.Equal(4, Of(study.Plan(), RunRole.Final).Select(run => run.UnitId).Distinct().Count());
        StudyPlan plan = study.Complete().Plan();
        PlannedRun[] matched = [.. Of(plan, RunRole.Final).Where(run => run.Track == Track.BudgetMatched)];
        PlannedRun[] asIs = [.. Of(plan, RunRole.Final).Where(run => run.Track == Track.AsIs)];
        Assert.Equal(asIs.Where(run => run.Arm == "contrastive").Select(run => run.UnitId), matched.Where(run => run.Arm == "contrastive").Select(run => run.UnitId));
        Assert.All(matched.Where(run => run.Arm == "triplet"), run => Assert.Equal(50, run.Unit.Steps));
        Assert.Equal(4, matched.Length);
    }

    // Contrastive spends 100 in all. Triplet's mass reaches that after the 40th hundredth of its 100 steps.
    [Fact]
    public void Gradient_mass_is_matched_where_it_is_asked_for()
    {
        var study = new FakeStudy(FakeStudy.File with { Tracks = [Track.BudgetMatched], Seeds = 1, BudgetMatch = BudgetMatch.GradientMass })
        {
            Come = run => FakeStudy.Sound(run) is { Trace: { } trace } outcome && run.Unit.Run.Arms[0].Loss == "triplet"
                ? outcome with { Trace = trace with { GradientMass = [.. Enumerable.Range(1, 100).Select(part => 2.5 * part)] } }
                : FakeStudy.Sound(run),
        };
        PlannedRun[] finals = Of(study.Complete().Plan(), RunRole.Final);
        Assert.Equal([("contrastive", null), ("triplet", 40)], finals.Select(run => (run.Arm, run.Unit.Steps)));
    }

    [Fact]
    public void An_arm_that_failed_sets_no_budget()
    {
        var study = new FakeStudy(FakeStudy.File with { Tracks = [Track.BudgetMatched], Seeds = 1 }) { Come = run => run.Unit.Run.Arms is [{ Loss: "triplet" }] ? FakeStudy.Failed(run) : FakeStudy.Sound(run) };
        PlannedRun[] finals = Of(study.Complete().Plan(), RunRole.Final);
        Assert.All(finals, run => Assert.Null(run.Unit.Steps));
    }

    [Fact]
    public void Margins_are_matched_by_the_nearest_distance_of_negatives()
    {
        // Contrastive keeps its negatives at 1.0; triplet at the margin and a little more.
        var study = new FakeStudy(FakeStudy.File with { Tracks = [Track.MarginMatched], Seeds = 2, MarginMatching = new StudyMarginMatching { Grid = [0.2, 0.7, 0.95, 1.4] } })
        {
            Come = run => FakeStudy.Sound(run) is { Trace: { } trace } outcome && FakeStudy.MarginOf(run) is double margin ? outcome with { Trace = trace with { LateNegativeDistance = margin + 0.02 } } : FakeStudy.Sound(run),
        };
        StudyPlan first = study.Plan();
        Assert.False(first.IsComplete);
        Assert.Equal([("contrastive", 0), ("triplet", 1), ("triplet", 2), ("triplet", 3), ("triplet", 4)], Of(first, RunRole.MarginTry).Select(run => (run.Arm, run.Number)));
        Assert.Equal(["contrastive", "contrastive"], Of(first, RunRole.Final).Select(run => run.Arm));
        PlannedRun[] finals = Of(study.Complete().Plan(), RunRole.Final);
        Assert.All(finals.Where(run => run.Arm == "triplet"), run => Assert.Equal(0.95, run.Values!["margin"].Number));
        Assert.All(finals.Where(run => run.Arm == "triplet"), run => Assert.Equal(0.95, FakeStudy.MarginOf(run)));
        Assert.All(finals.Where(run => run.Arm == "contrastive"), run => Assert.Null(FakeStudy.MarginOf(run)));
        Assert.Equal(0.95, study.Analyze().Entries[0].Settings["triplet"]["margin"].Number);
    }

    // An arm of its own reference and grid; one without a margin stays as it is; where no try came to an end, so does every arm.
    [Fact]
    public void Margins_are_matched_with_the_arm_asked_for()
    {
        StudyFile file = FakeStudy.File with
        {
            Tracks = [Track.MarginMatched],
            Seeds = 1,
            Arms = [FakeStudy.File.Arms[0] with { Margins = [0.3, 0.6] }, FakeStudy.File.Arms[1], new StudyArm { Loss = "ntxent", Margins = [] }],
            MarginMatching = new StudyMarginMatching { Reference = "triplet", Epochs = 2 },
        };
        FakeStudy study = new FakeStudy(file).Complete();
        PlannedRun[] tries = Of(study.Plan(), RunRole.MarginTry);
        Assert.Equal([("triplet", 0), ("contrastive", 1), ("contrastive", 2)], tries.Select(run => (run.Arm, run.Number)));
        Assert.All(tries, run => Assert.Equal(2, run.Unit.Run.Experiments[0].Epochs));
        FakeStudy failed = new FakeStudy(file) { Come = run => FakeStudy.MarginOf(run) is null ? FakeStudy.Sound(run) : FakeStudy.Failed(run) }.Complete();
        Assert.True(failed.Plan().IsComplete);
        Assert.All(Of(failed.Plan(), RunRole.Final), run => Assert.Null(FakeStudy.MarginOf(run)));
    }

    [Fact]
    public void Trials_start_side_by_side_and_go_on_one_by_one()
    {
        var study = new FakeStudy(FakeStudy.TunedFile) { Come = Varied };
        StudyPlan first = study.Plan();
        Assert.False(first.IsComplete);
        Assert.Equal([1, 2, 3], Trials(first, "triplet"));
        Assert.Empty(Of(first, RunRole.Final));

        // Two of three do not suffice; with the third, the fourth is proposed, from what the three came to.
        PlannedRun[] startup = [.. Of(first, RunRole.Trial).Where(run => run.Arm == "triplet")];
        study.Finish(startup[2]);
        study.Finish(startup[0]);
        Assert.Equal([1, 2, 3], Trials(study.Plan(), "triplet"));
        study.Finish(startup[1]);
        Assert.Equal([1, 2, 3, 4], Trials(study.Plan(), "triplet"));
        Assert.Equal([1, 2, 3], Trials(study.Plan(), "contrastive"));
        Assert.Equal([1, 2, 3, 4, 5, 6], Trials(study.Complete().Plan(), "triplet"));
        Assert.All(Of(study.Plan(), RunRole.Trial), run => Assert.True(run.Unit.Items.OnValidation));
        Assert.All(Of(study.Plan(), RunRole.Trial), run => Assert.Equal(("part-0", 0.2, 1), (run.Unit.Run.DatasetSha256, run.Unit.Items.ValidationShare, run.Seed)));
        Assert.All(Of(study.Plan(), RunRole.Final), run => Assert.Equal(("whole", false), (run.Unit.Run.DatasetSha256, run.Unit.Items.OnValidation)));
    }

    [Fact]
    public void Random_trials_are_all_side_by_side()
    {
        StudyPlan plan = new FakeStudy(FakeStudy.TunedFile with { Tuning = new StudyTuning { Trials = 7, Search = SearchKind.Random } }).Plan();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], Trials(plan, "triplet"));
        Assert.False(plan.IsComplete);
        Assert.Equal(7, Of(plan, RunRole.Trial).Where(run => run.Arm == "triplet").Select(run => run.Values!["margin"].Number).Distinct().Count());
    }

    [Theory]
    [InlineData(MetricCatalog.MapAtR, true)]
    [InlineData(MetricCatalog.ScaleFreeRatio, false)]
    public void The_best_trial_is_chosen(string metric, bool highest)
    {
        FakeStudy study = new FakeStudy(FakeStudy.TunedFile with { Tuning = FakeStudy.TunedFile.Tuning with { Metric = metric } }) { Come = Varied }.Complete();
        foreach (string arm in new[] { "contrastive", "triplet" })
        {
            IEnumerable<PlannedRun> trials = Of(study.Plan(), RunRole.Trial).Where(run => run.Arm == arm);
            double Found(PlannedRun run) => study.Outcome(run.UnitId)!.Result!.Numbers[metric];
            PlannedRun best = highest ? trials.MaxBy(Found)! : trials.MinBy(Found)!;
            Assert.All(Of(study.Plan(), RunRole.Final).Where(run => run.Arm == arm), run =>
            {
                Assert.Equal(best.Values, run.Values);
                Assert.Equal(best.Values!["margin"].Number, FakeStudy.MarginOf(run));
                Assert.Equal(best.Values["learningRate"].Number, run.Unit.Run.Optimization.LearningRate);
            });
        }
    }

    [Fact]
    public void Trials_that_failed_are_no_candidates()
    {
        var study = new FakeStudy(FakeStudy.TunedFile) { Come = run => FakeStudy.MarginOf(run) > 0.8 ? FakeStudy.Failed(run) : Varied(run) };
        PlannedRun[] trials = Of(study.Complete().Plan(), RunRole.Trial);
        Assert.Contains(trials, run => study.Outcome(run.UnitId)!.Failure is not null);
        Assert.All(Of(study.Plan(), RunRole.Final), run => Assert.True(FakeStudy.MarginOf(run) <= 0.8));
        Assert.Contains(study.Analyze().Entries[0].Trials["triplet"], trial => trial.Objective is null);

        // Where every trial failed, the arm stays as it is.
        FakeStudy none = new FakeStudy(FakeStudy.TunedFile) { Come = run => run.Role == RunRole.Trial ? FakeStudy.Failed(run) : FakeStudy.Sound(run) }.Complete();
        Assert.True(none.Plan().IsComplete);
        Assert.All(Of(none.Plan(), RunRole.Final), run => Assert.Null(FakeStudy.MarginOf(run)));
    }

    [Fact]
    public void Folds_are_trained_apart_and_laid_side_by_side()
    {
        StudyFile file = FakeStudy.TunedFile with { Tracks = [Track.AsIs, Track.Tuned], Folds = 3, Seeds = 2 };
        FakeStudy study = new FakeStudy(file, classDisjoint: true) { Come = Varied }.Complete();
        PlannedRun[] finals = [.. Of(study.Plan(), RunRole.Final).Where(run => run.Track == Track.AsIs && run.Arm == "triplet" && run.Seed == 1)];
        Assert.Equal([1, 2, 3], finals.Select(run => run.Fold));
        Assert.Equal([(3, 1), (3, 2), (3, 3)], finals.Select(run => (run.Unit.Items.Folds!.Value, run.Unit.Items.Fold!.Value)));
        Assert.All(finals, run => Assert.True(run.Unit.KeepEmbeddings));
        Assert.Equal(["part-0", "part-2", "part-4"], finals.Select(run => run.Unit.Run.DatasetSha256));
        PlannedRun side = Of(study.Plan(), RunRole.Concatenated).First(run => run.Track == Track.AsIs && run.Arm == "triplet" && run.Seed == 1);
        Assert.Equal(finals.Select(run => run.UnitId), side.Unit.Members);
        Assert.Equal(2 * 2 * 2, Of(study.Plan(), RunRole.Concatenated).Length);

        // A trial is the mean of its folds.
        StudyResults results = study.Analyze();
        Trial trial = results.Entries[1].Trials["triplet"][0];
        IEnumerable<PlannedRun> folds = Of(study.Plan(), RunRole.Trial).Where(run => run.Arm == "triplet" && run.Number == 1);
        Assert.Equal(folds.Average(run => study.Outcome(run.UnitId)!.Result!.Numbers[MetricCatalog.MapAtR]), trial.Objective!.Value, 1e-12);
        Assert.Equal(
            finals.Average(run => study.Outcome(run.UnitId)!.Result!.Numbers[MetricCatalog.MapAtR]),
            results.Entries[0].Comparison.Units.Single(unit => unit.Key is { Arm: "triplet", Seed: 1 }).Numbers[MetricCatalog.MapAtR],
            1e-12);
        Assert.Equal(4, results.Entries[0].Concatenated.Count);
    }

    [Fact]
    public void The_same_study_has_the_same_units_whatever_its_arms_and_it_are_called()
    {
        StudyFile renamed = FakeStudy.File with { Name = "other", Question = "?", Arms = [.. FakeStudy.File.Arms.Select(arm => arm with { Name = $"my {arm.Loss}" })] };
        Assert.Equal(Ids(FakeStudy.File), Ids(FakeStudy.File));
        Assert.Equal(Ids(FakeStudy.File), Ids(renamed));
        Assert.Equal(Ids(FakeStudy.File), Ids(FakeStudy.File with { Metrics = ["nmi"], Tuning = new StudyTuning { Trials = 99 } }));

        // Arms of equal settings are one unit; their titles tell them apart.
        StudyPlan twins = new FakeStudy(FakeStudy.File with { Arms = [FakeStudy.File.Arms[0], FakeStudy.File.Arms[0] with { Name = "twin" }] }).Plan();
        Assert.Equal(10, Of(twins, RunRole.Final).Length);
        Assert.Equal(5, Of(twins, RunRole.Final).Select(run => run.UnitId).Distinct().Count());
    }

    // The first training of the second arm, with one thing changed after another: every id is another one.
    [Fact]
    public void Whatever_decides_numbers_decides_the_id()
    {
        StudyFile file = FakeStudy.File;
        StudyDataset set = file.Datasets[0];
        StudyFile WithArm(Func<StudyArm, StudyArm> change) => file with { Arms = [file.Arms[0], change(file.Arms[1])] };
        StudyFile WithSet(StudyDataset changed) => file with { Datasets = [changed] };
        var ids = new List<string>
        {
            IdOf(file),
            IdOf(file, seed: 2),
            IdOf(WithArm(arm => arm with { Loss = "ntxent" })),
            IdOf(WithArm(arm => arm with { Form = "paper" })),
            IdOf(WithArm(arm => arm with { Options = new JsonObject { ["margin"] = 0.5 } })),
            IdOf(WithArm(arm => arm with { Options = new JsonObject { ["margin"] = 0.25 } })),
            IdOf(WithArm(arm => arm with { Miner = new MinerSpec { Name = "batch-hard" } })),
            IdOf(WithArm(arm => arm with { Miner = new MinerSpec { Name = "batch-hard", Options = new JsonObject { ["x"] = 1 } } })),
            IdOf(WithArm(arm => arm with { ClassesPerBatch = 4 })),
            IdOf(WithArm(arm => arm with { SamplesPerClass = 4 })),
            IdOf(WithSet(set with { Epochs = 7 })),
            IdOf(WithSet(set with { Data = "mnist" })),
            IdOf(WithSet(set with { TrainItems = 100 })),
            IdOf(WithSet(set with { TestItems = 100 })),
            IdOf(WithSet(set with { Split = "closed-set" })),
            IdOf(WithSet(set with { CoarseLabels = true })),
            IdOf(WithSet(set with { Optimization = new OptimizationSpec { LearningRate = 2e-3 } })),
            IdOf(file with { Threads = 2 }),
            IdOf(file, change: run => run with { Steps = 9 }),
            IdOf(file, change: run => run with { KeepEmbeddings = true }),
            IdOf(file, change: run => run with { Kind = UnitKind.Baseline }),
            IdOf(file, change: run => run with { Kind = UnitKind.Concatenation, Members = ["a"] }),
            IdOf(file, change: run => run with { Kind = UnitKind.Concatenation, Members = ["b"] }),
            IdOf(file, change: run => run with { Items = run.Items with { Folds = 2, Fold = 1 } }),
            IdOf(file, change: run => run with { Items = run.Items with { Folds = 2, Fold = 2 } }),
            IdOf(file, change: run => run with { Items = run.Items with { ImageSize = 32 } }),
            IdOf(file, change: run => run with { Items = run.Items with { ValidationShare = 0.1 } }),
            IdOf(file, change: run => run with { Items = run.Items with { OnValidation = true } }),
            IdOf(file, change: run => run with { Run = run.Run with { DatasetSha256 = "other" } }),
            IdOf(file, change: run => run with { Run = run.Run with { ShuffledLabels = "all" } }),
            IdOf(file, change: run => run with { Run = run.Run with { Device = "cuda" } }),
            IdOf(file, change: run => run with { Run = run.Run with { Net = run.Run.Net with { EmbeddingSize = 3 } } }),
        };
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{20}$", id));
    }

    /// <summary>Numbers that depend on what was tried, and traces that differ between losses.</summary>
    private static UnitOutcome Varied(PlannedRun run)
    {
        UnitOutcome outcome = FakeStudy.Sound(run);
        return outcome.Trace is { } trace && run.Unit.Run.Arms[0].Loss == "triplet"
            ? outcome with { Trace = trace with { Items = run.Unit.Steps * 80L ?? 8000, LateNegativeDistance = 0.2 + (FakeStudy.MarginOf(run) ?? 0.3) } }
            : outcome;
    }

    private static PlannedRun[] Of(StudyPlan plan, RunRole role) => [.. plan.Runs.Where(run => run.Role == role)];

    private static IEnumerable<int> Trials(StudyPlan plan, string arm) => Of(plan, RunRole.Trial).Where(run => run.Arm == arm).Select(run => run.Number);

    private static string Text(StudyPlan plan) => JsonFile.ToText(plan);

    private static IEnumerable<string> Ids(StudyFile file) => new FakeStudy(file).Plan().Runs.Select(run => run.UnitId);

    private static string IdOf(StudyFile file, int seed = 1, Func<UnitSpec, UnitSpec>? change = null)
    {
        PlannedRun run = new FakeStudy(file).Plan().Runs.First(run => run.Role == RunRole.Final && run.Arm == (file.Arms[1].Name ?? file.Arms[1].Loss) && run.Seed == seed);
        return change is null ? run.UnitId : change(run.Unit).ComputeId();
    }
}
