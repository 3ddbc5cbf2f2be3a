using System.Text.Json.Nodes;
using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Tests.Training;

public sealed class TrainCommandTests
{
    [Fact]
    public void Asks_for_the_defaults_when_nothing_is_given()
    {
        using var cli = new FakeTraining();
        Assert.Equal((ExitCodes.Success, string.Empty), (cli.Run("train").Code, string.Empty));
        Assert.Equal("digits", cli.Loaded!.Value.Name);
        Assert.Equivalent(new TrainingChoices(), cli.Choices, strict: true);
        Assert.Equal(("deepmetric train", 1), cli.Recorded);
        Assert.True(File.Exists(Path.Combine(cli.Folder, "runs", "train-digits", "result.json")));
    }

    [Fact]
    public void Reads_every_option()
    {
        using var cli = new FakeTraining();
        string folder = Path.Combine(cli.Folder, "a run");
        CliOutcome outcome = cli.Run(
            "train", "--dataset", "synthetic", "--validation-share", "0.2", "--image-size", "32", "--loss", "triplet + 0.5*contrastive", "--margin", "triplet=0.5", "--form", "pml", "--epochs=7",
            "--classes-per-batch", "4", "--samples-per-class", "5", "--seed", "9", "--backbone", "resnet20", "--embedding-size", "16", "--learning-rate", "2.5e-3", "--schedule", "cosine",
            "--clip-gradient", "1.5", "--choose-by", "Recall@1", "--patience", "3", "--checkpoint-every", "2", "--threads", "1", "--device", "cuda", "--out", folder, "--quiet");
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Assert.Equal(0.2, cli.Loaded!.Value.Request.Split!.ValidationShare);
        Assert.Equal(32, cli.Loaded.Value.Request.Images.Size);
        Assert.Equal(2, cli.Recorded!.Value.CheckpointEvery);
        Assert.Equivalent(
            new TrainingChoices
            {
                Losses = [new LossPartSpec { Loss = "triplet" }, new LossPartSpec { Loss = "contrastive", Weight = 0.5 }],
                Margins = new Dictionary<string, double> { ["triplet"] = 0.5 },
                Form = FormNames.Pml,
                Epochs = 7,
                ClassesPerBatch = 4,
                SamplesPerClass = 5,
                Net = new NetChoices { Backbone = "resnet20", EmbeddingSize = 16 },
                Optimization = new OptimizationSpec { LearningRate = 0.0025, Schedule = "cosine", ClipGradient = 1.5 },
                Seed = 9,
                ChooseBy = MetricCatalog.RecallAt1,
                Patience = 3,
                Threads = 1,
                Device = "cuda",
            },
            cli.Choices,
            strict: true);
        Assert.True(File.Exists(Path.Combine(folder, "result.json")));
    }

    [Theory]
    [InlineData("--loss: expected losses out of contrastive, triplet, found 'tripel'. Did you mean triplet?", "--loss", "tripel")]
    [InlineData("--loss: expected a loss, or a weight above 0, '*' and a loss, found '0*triplet'", "--loss", "0*triplet")]
    [InlineData("--loss: expected different losses, found 'triplet' twice", "--loss", "triplet+triplet")]
    [InlineData("--margin: expected a name out of the losses trained with, triplet, found 'contrastive'", "--margin", "contrastive=1")]
    [InlineData("--choose-by: expected one of map@r, recall@1, recall@2, recall@4, recall@8, r-precision, map, mrr, loss, found 'recall@3'", "--choose-by", "recall@3")]
    [InlineData("--patience: expected a whole number of 1 or more, found '0'", "--patience", "0")]
    [InlineData("--form: expected one of author-code, paper, pml, found 'own'", "--form", "own")]
    [InlineData("--out: expected a folder, found ''", "--out", "")]
    public void Refuses_what_cannot_be_right_before_any_work(string expected, params string[] arguments)
    {
        using var cli = new FakeTraining();
        CliOutcome outcome = cli.Run(["train", .. arguments]);
        Assert.Equal((ExitCodes.Usage, string.Empty), (outcome.Code, outcome.Output));
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Null(cli.Loaded);
        Assert.False(Directory.Exists(Path.Combine(cli.Folder, "runs")));
    }

    [Theory]
    [InlineData("--patience", "3")]
    [InlineData("--choose-by", "map@r")]
    public void Says_how_to_get_validation_items_where_there_are_none(string option, string value)
    {
        using var cli = new FakeTraining { HasValidation = false };
        CliOutcome outcome = cli.Run("train", option, value);
        Assert.Equal(ExitCodes.Usage, outcome.Code);
        Assert.Equal(
            $"deepmetric: {option}: expected items to choose by, found none in digits. Set some aside with --validation-share 0.2, or with --folds 4 where the split is class-disjoint.{Environment.NewLine}",
            outcome.Error);
        Assert.Equal(0, cli.Runs);
        Assert.False(Directory.Exists(Path.Combine(cli.Folder, "runs")));
    }

    [Fact]
    public void Choices_that_do_not_fit_the_data_are_a_usage_error()
    {
        using var cli = new FakeTraining { Specifying = _ => throw new ArgumentException("Expected from 2 to 10 classes per batch, found 12.") };
        CliOutcome outcome = cli.Run("train", "--classes-per-batch", "12");
        Assert.Equal((ExitCodes.Usage, $"deepmetric: Expected from 2 to 10 classes per batch, found 12.{Environment.NewLine}"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void Names_folders_after_the_data_set_and_takes_the_next_free_one()
    {
        using var cli = new FakeTraining();
        string images = Directory.CreateDirectory(Path.Combine(cli.Folder, "my images")).FullName;
        cli.Run("train");
        cli.Run("train");
        cli.Run("train", "--dataset", images + Path.DirectorySeparatorChar);
        Assert.Equal(["train-digits", "train-digits-2", "train-my images"], Directory.GetDirectories(Path.Combine(cli.Folder, "runs")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_refused_unless_it_is_to_go_on_with_the_same_settings()
    {
        using var cli = new FakeTraining();
        string folder = Path.Combine(cli.Folder, "run");
        Assert.Equal(ExitCodes.Success, cli.Run("train", "--out", folder).Code);
        CliOutcome again = cli.Run("train", "--out", folder);
        Assert.Equal(ExitCodes.Usage, again.Code);
        Assert.Contains("found a finished run in '(folder)", again.Error, StringComparison.Ordinal);
        CliOutcome others = cli.Run("train", "--out", folder, "--resume", "--seed", "2", "--loss", "contrastive");
        Assert.Equal(ExitCodes.Usage, others.Code);
        Assert.Contains("seed is 1 there and 2 now", others.Error, StringComparison.Ordinal);
        Assert.Contains("losses[0].loss is \"triplet\" there and \"contrastive\" now", others.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, cli.Run("train", "--out", folder, "--resume").Code);
        Assert.Equal(1, cli.Runs);
    }

    [Fact]
    public void Stopping_ends_with_the_command_that_goes_on()
    {
        using var cli = new FakeTraining { During = _ => throw new OperationCanceledException() };
        CliOutcome outcome = cli.Run("train", "--epochs", "3", "--loss", "triplet+0.5*contrastive");
        Assert.Equal(ExitCodes.Interrupted, outcome.Code);
        string folder = Path.Combine("(folder)", "runs", "train-digits");
        Assert.Contains($"deepmetric train --epochs 3 --loss 'triplet+0.5*contrastive' --resume --out {folder}", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_one_json_object_and_nothing_else()
    {
        using var cli = new FakeTraining();
        JsonObject written = JsonNode.Parse(cli.Run("train", "--json").Output)!.AsObject();
        Assert.Equal(["runFolder", "model", "schema", "spec"], written.Select(member => member.Key).Take(4));
        Assert.Equal(Path.Combine("(folder)", "runs", "train-digits", "model"), (string?)written["model"]);
        Assert.Equal(0.8125, (double)written["numbers"]![MetricCatalog.MapAtR]!);
    }

    [Fact]
    public void Shows_what_is_run_each_epoch_and_the_table()
    {
        using var cli = new FakeTraining
        {
            During = progress =>
            {
                progress!.Report(new TrainingProgress.Started(0, 48, []));
                progress.Report(new TrainingProgress.Measured(FakeTraining.Epoch(0, 0.25), IsBest: false, 0));
                progress.Report(new TrainingProgress.Stepped(1, 12, 48, 0.5, 0.25, 1234, TimeSpan.FromSeconds(40)));
                progress.Report(new TrainingProgress.Measured(FakeTraining.Epoch(1, 0.5), IsBest: true, 1234));
                progress.Report(new TrainingProgress.Stage("evaluating the model on the test items"));
            },
        };
        CliOutcome outcome = Cultures.Same(() =>
        {
            string runs = Path.Combine(cli.Folder, "runs");
            if (Directory.Exists(runs))
            {
                Directory.Delete(runs, recursive: true);
            }

            return cli.Run("train", "--loss", "triplet+0.5*contrastive", "--epochs", "9", "--patience", "2");
        });
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Assert.All(
            (string[])[
                "author-code: triplet max(0, d_ap − d_an + 1) + 0.5 × contrastive d², max(0, 1 − d)²;",
                "digits: 1,200 training, 147 validation and 450 test items, 10 classes; batches of 10 × 12; 2 threads",
                "before training, MAP@R 0.250, Recall@1 0.900",
                "epoch 1/9: loss 0.5000, active 0.250, MAP@R 0.500, Recall@1 0.900 (best so far), 1,234 images/s",
                "40 s left",
                "The model is epoch 3 of 4, the best by MAP@R on 147 validation items: 0.800; stopped early,",
            ],
            expected => Assert.Contains(expected, outcome.Output, StringComparison.Ordinal));
        Assert.Matches(@"MAP@R +0\.81[23] +0\.406 +0\.500", outcome.Output);
        Assert.Matches(@"Recall@1 +0\.93[78] +0\.469 +–", outcome.Output);
    }

    [Fact]
    public void Help_lists_every_option()
    {
        using var cli = new FakeTraining();
        CliOutcome help = cli.Run("train", "--help");
        Assert.Equal(ExitCodes.Success, help.Code);
        Assert.All(
            ("--dataset --data-root --split --validation-share --image-size --loss --margin --form --epochs --classes-per-batch --samples-per-class --seed --backbone --freeze-trunk --learning-rate "
                + "--schedule --choose-by --patience --checkpoint-every --threads --device --out --resume --json --quiet").Split(' '),
            option => Assert.Contains($"  {option} ", help.Output, StringComparison.Ordinal));
    }
}
