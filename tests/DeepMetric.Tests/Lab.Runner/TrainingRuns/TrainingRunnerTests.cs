using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Tests.Lab.Runner.TrainingRuns;

public sealed class TrainingRunnerTests : IDisposable
{
    private static readonly string[] Files = ["steps.jsonl", "epochs.jsonl", "checkpoint.safetensors", "best.safetensors", "result.json", "model/model.json", "model/model.safetensors"];

    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_that_was_cancelled_and_killed_again_and_again_ends_like_an_undisturbed_one(int checkpointEvery)
    {
        DatasetSplit data = WithValidation(Small());
        TrainingSpec spec = Spec(data);
        TrainingResult undisturbed = Run(spec, data, "undisturbed");
        Assert.Equal(4, undisturbed.Epochs);
        int interruptions = 0;
        for (int patience = 2; ; patience++)
        {
            using var cancellation = new CancellationTokenSource();
            int left = patience;
            bool kills = patience % 2 == 0;
            try
            {
                Run(spec, data, "disturbed", checkpointEvery, _ => Interrupt(ref left, kills, cancellation), cancellation.Token);
                break;
            }
            catch (Exception stop) when (stop is OperationCanceledException or KilledException)
            {
                interruptions++;
            }
        }

        Assert.True(interruptions >= 3, $"only {interruptions} interruptions");
        foreach (string file in Files)
        {
            Assert.True(Bytes("undisturbed", file).AsSpan().SequenceEqual(Bytes("disturbed", file)), $"{file} differs");
        }
    }

    [Fact]
    public void A_run_that_was_killed_between_its_last_step_and_its_result_ends_like_an_undisturbed_one()
    {
        DatasetSplit data = WithValidation(Small());
        TrainingSpec spec = Spec(data) with { Patience = 1, Optimization = new() { LearningRate = 1e-12 } };
        Run(spec, data, "run");
        byte[] result = Bytes("run", "result.json");
        File.Delete(Path.Combine(_root, "run", "result.json"));
        Directory.Delete(Path.Combine(_root, "run", "model"), recursive: true);
        int steps = 0;
        Run(spec, data, "run", stepped: _ => steps++);
        Assert.Equal(0, steps);
        Assert.Equal(result, Bytes("run", "result.json"));
    }

    [Fact]
    public void Trains_as_a_comparison_does()
    {
        DatasetSplit data = Small();
        TrainingSpec spec = Spec(data) with { Losses = [new() { Loss = "triplet" }], Epochs = 2, Patience = null };
        TrainingResult result = Run(spec, data, "training");
        ComparisonSpec compared = ComparisonDefaults.Create(data, new()
        {
            Seeds = 1,
            Epochs = 2,
            ClassesPerBatch = 3,
            SamplesPerClass = 4,
            Net = new() { EmbeddingSize = 5 },
            Threads = 2,
            Losses = ["contrastive", "triplet"],
        });
        using RunFolder folder = RunFolder.Create(Path.Combine(_root, "comparison"), compared);
        ComparisonResults results = ComparisonRunner.Run(compared, data, folder, cancellation: TestContext.Current.CancellationToken);
        UnitResult unit = results.Units.Single(candidate => candidate.Key == new UnitKey(ExperimentSpec.Main, "triplet", 1));
        Assert.Equal(File.ReadAllText(folder.Layout.Unit(unit.Key).StepsPath), File.ReadAllText(Path.Combine(_root, "training", "steps.jsonl")));
        Assert.All(result.Numbers, number => Assert.Equal(unit.Numbers[number.Key], number.Value));
        foreach ((string baseline, IReadOnlyDictionary<string, double> numbers) in new[] { (BaselineResult.UntrainedNet, result.UntrainedNet), (BaselineResult.RawInput, result.RawInput) })
        {
            BaselineResult expected = results.Baselines.Single(candidate => candidate.Experiment == ExperimentSpec.Main && candidate.Name == baseline);
            Assert.All(expected.Numbers, number => Assert.Equal(number.Value, numbers[number.Key]));
        }
    }

    [Fact]
    public void The_best_epoch_is_kept_and_patience_stops()
    {
        // Weights that do not move give the same number after every epoch, and of equal ones the first is the best.
        DatasetSplit data = WithValidation(Small());
        TrainingResult result = Run(Spec(data) with { Patience = 2, Epochs = 9, Optimization = new() { LearningRate = 1e-12 } }, data, "run");
        Assert.Equal((3, 1, true), (result.Epochs, result.Chosen.Epoch, result.StoppedEarly));
        Assert.Equal(4, new TrainingLayout(Path.Combine(_root, "run")).ReadEpochs().Count);
    }

    [Theory]
    [InlineData(MetricCatalog.RecallAt1)]
    [InlineData(TrainingSpec.ValidationLoss)]
    public void The_chosen_epoch_is_the_best_of_those_recorded(string chooseBy)
    {
        DatasetSplit data = WithValidation(Small());
        TrainingResult result = Run(Spec(data) with { ChooseBy = chooseBy }, data, "run");
        TrainingEpoch[] trained = [.. new TrainingLayout(Path.Combine(_root, "run")).ReadEpochs().Skip(1)];
        double[] values = [.. trained.Select(epoch => chooseBy == TrainingSpec.ValidationLoss ? -epoch.ValidationLoss!.Value : epoch.Validation![chooseBy])];
        Assert.Equal(Array.IndexOf(values, values.Max()) + 1, result.Chosen.Epoch);
    }

    [Fact]
    public void Test_items_take_no_part_in_the_choice()
    {
        DatasetSplit data = WithValidation(Small());
        var mixedUp = new DatasetSplit(data.Name, data.Train, data.Test.WithShuffledLabels(3), data.ClassNames, data.Source, data.Licence, data.IsImage) { Validation = data.Validation };
        Run(Spec(data), data, "one");
        Run(Spec(data), mixedUp, "other");
        Assert.Equal(Bytes("one", "model/model.safetensors"), Bytes("other", "model/model.safetensors"));
        Assert.Equal(Bytes("one", "epochs.jsonl"), Bytes("other", "epochs.jsonl"));
        Assert.NotEqual(Bytes("one", "result.json"), Bytes("other", "result.json"));
    }

    [Fact]
    public void The_model_embeds_with_the_numbers_of_the_result()
    {
        DatasetSplit data = WithValidation(Small());
        TrainingSpec spec = Spec(data);
        TrainingResult result = Run(spec, data, "run");
        using EmbeddingModel model = EmbeddingModel.Load(Path.Combine(_root, "run", "model"), threads: 2);
        (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(model.Embed(data.Test, cancellation: TestContext.Current.CancellationToken), data.Test);
        RetrievalResult retrieval = Retrieval.Evaluate(new RetrievalQuery(table, labels), TestContext.Current.CancellationToken);
        Assert.Equal(result.Numbers[MetricCatalog.MapAtR], retrieval.Overall.MeanAveragePrecisionAtR);
        Assert.Equal("triplet + 0.5 contrastive", model.Card.Loss);
        Assert.Equal((result.Chosen.Epoch, 1), (model.Card.Epochs, model.Card.Seed));
        Assert.Equal(data.ClassNames, model.Card.ClassNames);
    }

    [Fact]
    public void Steps_of_a_mixture_record_each_of_its_losses()
    {
        DatasetSplit data = WithValidation(Small());
        Run(Spec(data), data, "run");
        Assert.All(new TrainingLayout(Path.Combine(_root, "run")).ReadSteps(), step =>
        {
            Assert.Equal(["triplet", "contrastive"], step.Losses!.Select(part => part.Loss));
            Assert.Equal(step.Loss, step.Losses!.Sum(part => part.Weight * part.Value), 1e-5);
            Assert.Equal(step.TrackedLoss, step.Losses!.Sum(part => part.Weight * part.TrackedLoss), 1e-9);
        });
    }

    [Fact]
    public void Digits_are_learned_and_shuffled_labels_are_not()
    {
        DatasetSplit digits = DatasetCatalog.Load("digits", new DatasetRequest { Split = new SplitChoice { ValidationShare = 0.2 } }, TestContext.Current.CancellationToken);
        TrainingChoices choices = new()
        {
            Epochs = 3,
            SamplesPerClass = 5,
            Optimization = new() { LearningRate = 3e-3 },
            Losses = LossMixtures.Parse("triplet+0.5*contrastive"),
        };
        TrainingResult learned = Run(TrainingDefaults.Create(digits, choices), digits, "learned");
        AssertGain(learned, MetricCatalog.RecallAt1, gain => gain > 0.02);
        AssertGain(learned, MetricCatalog.MapAtR, gain => gain > 0.3);

        var shuffled = new DatasetSplit("digits", digits.Train.WithShuffledLabels(1), digits.Test, digits.ClassNames, digits.Source, digits.Licence, isImage: true)
        {
            Validation = digits.Validation!.WithShuffledLabels(2),
        };
        TrainingResult fooled = Run(TrainingDefaults.Create(shuffled, choices), shuffled, "fooled");
        AssertGain(fooled, MetricCatalog.RecallAt1, gain => gain <= 0);
        AssertGain(fooled, MetricCatalog.MapAtR, gain => gain <= 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3)]
    public void A_handful_of_items_just_works(double? validationShare)
    {
        float[] values = [.. Enumerable.Range(0, 3 * 10 * 4).Select(i => (float)(((i / 40) * 3) + ((i * 7919 % 13) * 0.1)))];
        var all = new LabeledSet("all", values, [4], [.. Enumerable.Range(0, 30).Select(item => item / 10)]);
        DatasetSplit Handful(int perClass, int from, LabeledSet? validation) => new(
            "handful", Part(all, from, from + perClass), Part(all, 9, 10), ["a", "b", "c"], "made up", "none", isImage: false)
        { Validation = validation };
        DatasetSplit data = validationShare is null ? Handful(6, 0, null) : Handful(5, 3, Part(all, 0, 2));
        TrainingResult result = Run(TrainingDefaults.Create(data, new() { Epochs = 2, Threads = 2 }), data, "run");

        // One test item a class: nothing can be retrieved, and all else is defined.
        Assert.DoesNotContain(MetricCatalog.RecallAt1, result.Numbers.Keys);
        Assert.Contains(MetricCatalog.NearestCentroid, result.Numbers.Keys);
    }

    [Fact]
    public void What_does_not_fit_the_data_is_refused_with_what_was_expected()
    {
        DatasetSplit data = Small();
        void Refused(string expected, TrainingChoices choices, DatasetSplit? other = null) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => TrainingDefaults.Create(other ?? data, choices)).Message, StringComparison.Ordinal);
        Refused("items to choose by", new() { Patience = 3 });
        Refused("items to choose by", new() { ChooseBy = MetricCatalog.RecallAt1 });
        Refused("from 2 to 4 classes", new() { ClassesPerBatch = 5 });
        Refused("at least 2 samples", new() { SamplesPerClass = 1 });
        Refused("at least 1 epoch", new() { Epochs = 0 });
        Refused("a number to choose by", new() { ChooseBy = "nmi" }, WithValidation(data));
        Refused("set a larger share aside", new(), data with { Validation = data.Test.Subset([Array.IndexOf(data.Test.Labels, 0), Array.IndexOf(data.Test.Labels, 1)]) });
        Refused("one of the losses", new() { Losses = [new() { Loss = "nope" }] });
        Refused("one of the forms", new() { Form = "nope" });
        Refused(
            "at least 2 classes",
            new(),
            new DatasetSplit("lone", data.Train.WithLabels(new int[data.Train.Count]), data.Test, data.ClassNames, "made up", "none", isImage: false));
    }

    private static LabeledSet Part(LabeledSet all, int from, int to) => all.Subset([.. Enumerable.Range(0, all.Count).Where(item => item % 10 >= from && item % 10 < to)]);

    private static DatasetSplit Small() => Synthetic.Generate(
        new SyntheticOptions { Classes = 4, ItemsPerClass = 18, TestItemsPerClass = 8, Dimension = 6, ModesPerClass = 2, OutlierShare = 0.05 }, seed: 1).Split;

    private static DatasetSplit WithValidation(DatasetSplit data) => data with
    {
        Validation = Synthetic.Generate(new SyntheticOptions { Classes = 4, ItemsPerClass = 18, TestItemsPerClass = 7, Dimension = 6, ModesPerClass = 2, OutlierShare = 0.05 }, seed: 1).Split.Test,
    };

    private static TrainingSpec Spec(DatasetSplit data) => TrainingDefaults.Create(
        data,
        new() { Epochs = 4, ClassesPerBatch = 3, SamplesPerClass = 4, Net = new() { EmbeddingSize = 5 }, Threads = 2, Losses = LossMixtures.Parse("triplet+0.5*contrastive") });

    private static void Interrupt(ref int left, bool kills, CancellationTokenSource cancellation)
    {
        if (--left == 0)
        {
            if (kills)
            {
                throw new KilledException();
            }

            cancellation.Cancel();
        }
    }

    private static void AssertGain(TrainingResult result, string metric, Predicate<double> holds) =>
        Assert.True(holds(result.Numbers[metric] - result.UntrainedNet[metric]), $"{metric} {result.Numbers[metric]} against {result.UntrainedNet[metric]} untrained");

    private byte[] Bytes(string run, string file) => File.ReadAllBytes(Path.Combine(_root, run, file));

    private TrainingResult Run(
        TrainingSpec spec, DatasetSplit data, string name, int checkpointEvery = 1, Action<int>? stepped = null, CancellationToken? cancellation = null)
    {
        using TrainingFolder folder = TrainingFolder.CreateOrResume(Path.Combine(_root, name), spec);
        return TrainingRunner.Run(spec, data, folder, null, "test", checkpointEvery, stepped ?? (_ => { }), cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Ends a run without a checkpoint, as a process that is killed.</summary>
    private sealed class KilledException : Exception;
}
