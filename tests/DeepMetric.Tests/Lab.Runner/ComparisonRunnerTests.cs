using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Tests.Lab.Runner;

public sealed class ComparisonRunnerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_same_specification_twice_gives_identical_results_and_logs()
    {
        DatasetSplit data = Small();
        ComparisonSpec spec = Spec(data);
        Run(spec, data, "first");
        Run(spec, data, "second");
        foreach (string file in new[] { "results.json", "units/main/triplet/seed-1/steps.jsonl", "units/fine/contrastive/seed-2/epochs.jsonl" })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(_root, "first", file)), File.ReadAllText(Path.Combine(_root, "second", file)));
        }
    }

    [Fact]
    public void A_run_that_was_cancelled_again_and_again_ends_like_an_undisturbed_one()
    {
        DatasetSplit data = Small();
        ComparisonSpec spec = Spec(data);
        Run(spec, data, "undisturbed");
        int interruptions = 0;
        for (int patience = 3; ; patience += 4)
        {
            using var cancellation = new CancellationTokenSource();
            try
            {
                Run(spec, data, "disturbed", new CancelAfter(patience, cancellation), cancellation.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                interruptions++;
            }
        }

        Assert.True(interruptions >= 3, $"only {interruptions} interruptions");
        Assert.Equal(File.ReadAllText(Path.Combine(_root, "undisturbed", "results.json")), File.ReadAllText(Path.Combine(_root, "disturbed", "results.json")));
        IReadOnlyList<StepRecord> steps = new RunLayout(Path.Combine(_root, "disturbed")).Unit(new UnitKey("main", "contrastive", 1)).ReadSteps();
        Assert.Equal(Enumerable.Range(1, steps.Count), steps.Select(step => step.Step));
    }

    [Fact]
    public void Several_losses_are_trained_each_with_its_options_and_unit_and_resumed_exactly()
    {
        DatasetSplit data = Small();
        ComparisonSpec spec = ComparisonDefaults.Create(data, new()
        {
            Losses = ["contrastive", "triplet", "ntxent", "supcon"],
            Seeds = 2,
            Epochs = 1,
            ClassesPerBatch = 3,
            SamplesPerClass = 4,
            Net = new() { EmbeddingSize = 5 },
            Threads = 2,
            LossOptions = new Dictionary<string, System.Text.Json.Nodes.JsonObject> { ["ntxent"] = new() { ["temperature"] = 0.25 } },
        });

        // Every option is recorded with its value; the losses of one form take no part in the runs in the paper's.
        Assert.Equal(0.25, (double)spec.Arms[2].Settings["author-code"]["temperature"]!);
        Assert.Equal(0.1, (double)spec.Arms[3].Settings["author-code"]["temperature"]!);
        Assert.Equal(["author-code", "paper"], spec.Arms[1].Settings.Keys);
        Assert.Equal(["author-code"], spec.Arms[2].Settings.Keys);
        Assert.All(spec.Experiments, experiment => Assert.Equal(experiment.Form == "paper" ? 2 : 4, spec.ArmsOf(experiment).Count()));

        Run(spec, data, "undisturbed");
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Run(spec, data, "disturbed", new CancelAfter(20, cancellation), cancellation.Token));
        Run(spec, data, "disturbed");
        Assert.Equal(File.ReadAllText(Path.Combine(_root, "undisturbed", "results.json")), File.ReadAllText(Path.Combine(_root, "disturbed", "results.json")));

        var layout = new RunLayout(Path.Combine(_root, "undisturbed"));
        ComparisonResults results = layout.ReadResults();
        Assert.Equal(2 * (4 + 4 + 2 + 2), results.Units.Count);
        Assert.Equal(4, results.Ranking.Count);
        Assert.Equal(10.0, results.Ranking.Sum(ranked => ranked.MeanRank), 1e-9);
        StepRecord First(string arm) => layout.Unit(new UnitKey("main", arm, 1)).ReadSteps()[0];
        Assert.Equal([TermUnits.Pair, TermUnits.Triplet, TermUnits.Pair, TermUnits.Sample], spec.Arms.Select(arm => First(arm.Name).Unit));
        Assert.Equal([null, null, true, true], spec.Arms.Select(arm => First(arm.Name).IsSimilarity));
    }

    [Fact]
    public void Losses_of_one_form_alone_have_no_runs_in_the_papers_form()
    {
        ComparisonSpec spec = ComparisonDefaults.Create(Small(), new() { Losses = ["ntxent", "supcon"], ClassesPerBatch = 3 });
        Assert.Equal([ExperimentSpec.Main, ExperimentSpec.Fine], spec.Experiments.Select(experiment => experiment.Name));
        Assert.Null(spec.Experiments[0].Arms);
    }

    [Fact]
    public void Results_hold_no_time_and_no_path()
    {
        DatasetSplit data = Small();
        Run(Spec(data), data, "run");
        string text = File.ReadAllText(Path.Combine(_root, "run", "results.json"));
        Assert.DoesNotContain(_root, text, StringComparison.Ordinal);
        Assert.DoesNotContain("econds", text, StringComparison.Ordinal);
        Assert.DoesNotContain(DateTime.UtcNow.Year.ToString(System.Globalization.CultureInfo.InvariantCulture) + "-", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_arms_of_a_seed_start_alike_and_other_seeds_do_not()
    {
        DatasetSplit data = Small();
        Run(Spec(data), data, "run");
        var layout = new RunLayout(Path.Combine(_root, "run"));
        double First(string arm, int seed) => layout.Unit(new UnitKey("main", arm, seed)).ReadEpochs()[0].Test[MetricCatalog.Intra];
        Assert.Equal(First("contrastive", 1), First("triplet", 1));
        Assert.NotEqual(First("contrastive", 1), First("contrastive", 2));
        Assert.Equal(
            layout.Unit(new UnitKey("main", "contrastive", 1)).ReadSteps()[0].MeanPositiveDistance,
            layout.Unit(new UnitKey("main", "triplet", 1)).ReadSteps()[0].MeanPositiveDistance);
    }

    [Fact]
    public void Digits_are_learned_and_shuffled_labels_are_not()
    {
        DatasetSplit digits = Digits.Load();
        ComparisonChoices choices = new() { Seeds = 1, Epochs = 6 };
        Dictionary<string, double> learned = MainNumbers(choices, digits, "learned", "triplet");
        Assert.True(learned[MetricCatalog.MapAtR] > 0.85, $"MAP@R {learned[MetricCatalog.MapAtR]}");

        foreach (string arm in choices.Losses)
        {
            // All labels shuffled: Recall@1 within 3 standard errors of chance, the share of other items of the query's class.
            double found = MainNumbers(choices with { ShuffledLabels = "all" }, digits, "all", arm)[MetricCatalog.RecallAt1];
            double count = digits.Test.Count;
            double chance = digits.Test.Labels.GroupBy(label => label).Sum(group => group.Count() / count * ((group.Count() - 1) / (count - 1)));
            double error = Math.Sqrt(chance * (1 - chance) / count);
            Assert.InRange(found, chance - (3 * error), chance + (3 * error));

            // Training labels shuffled: no better than the untrained net.
            Dictionary<string, double> trained = MainNumbers(choices with { ShuffledLabels = "train" }, digits, "train", arm);
            double untrained = new RunLayout(Path.Combine(_root, "train")).ReadResults().Baselines.Single(
                baseline => baseline.Experiment == ExperimentSpec.Main && baseline.Name == BaselineResult.UntrainedNet).Numbers[MetricCatalog.MapAtR];
            Assert.True(trained[MetricCatalog.MapAtR] <= untrained, $"{arm}: {trained[MetricCatalog.MapAtR]} against {untrained} untrained");
        }
    }

    [Theory]
    [InlineData(11, 4, 1, "from 2 to 4 classes")]
    [InlineData(3, 1, 1, "at least 2 samples")]
    [InlineData(3, 4, 0, "at least 1 epoch")]
    public void A_choice_that_does_not_fit_is_refused_with_what_was_expected(int p, int k, int epochs, string expected)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => ComparisonDefaults.Create(Small(), new() { ClassesPerBatch = p, SamplesPerClass = k, Epochs = epochs }));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static DatasetSplit Small() => Synthetic.Generate(
        new SyntheticOptions { Classes = 4, ItemsPerClass = 18, TestItemsPerClass = 8, Dimension = 6, ModesPerClass = 2, OutlierShare = 0.05 }, seed: 1).Split;

    private static ComparisonSpec Spec(DatasetSplit data) =>
        ComparisonDefaults.Create(data, new() { Seeds = 2, Epochs = 2, ClassesPerBatch = 3, SamplesPerClass = 4, Net = new() { EmbeddingSize = 5 }, Threads = 2 });

    private Dictionary<string, double> MainNumbers(ComparisonChoices choices, DatasetSplit data, string name, string arm)
    {
        string folder = Path.Combine(_root, name);
        if (!new RunLayout(folder).IsFinished)
        {
            Run(ComparisonDefaults.Create(data, choices), data, name);
        }

        return new RunLayout(folder).ReadResults().Units.Single(unit => unit.Key == new UnitKey(ExperimentSpec.Main, arm, 1)).Numbers.ToDictionary();
    }

    private void Run(ComparisonSpec spec, DatasetSplit data, string name, IProgress<RunEvent>? progress = null, CancellationToken? cancellation = null)
    {
        using RunFolder folder = RunFolder.CreateOrResume(Path.Combine(_root, name), spec);
        ComparisonRunner.Run(spec, data, folder, progress, "test", cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Cancels after so many events.</summary>
    private sealed class CancelAfter(int events, CancellationTokenSource cancellation) : IProgress<RunEvent>
    {
        private int _left = events;

        public void Report(RunEvent value)
        {
            if (--_left == 0)
            {
                cancellation.Cancel();
            }
        }
    }
}
