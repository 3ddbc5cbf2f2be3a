using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class CompareOptionTests
{
    [Fact]
    public void Asks_for_the_defaults_when_nothing_is_given()
    {
        using var cli = new FakeCli();
        Assert.Equal(ExitCodes.Success, cli.Run("compare").Code);
        Assert.Equal("digits", cli.Loaded!.Value.Name);
        Assert.Empty(cli.Loaded.Value.Request.DataRoots);
        Assert.Equivalent(new ComparisonChoices(), cli.Choices, strict: true);
        Assert.Equal("deepmetric compare", cli.Command);
    }

    [Fact]
    public void Reads_every_option()
    {
        using var cli = new FakeCli();
        string folder = Path.Combine(cli.Folder, "a run");
        CliOutcome outcome = Cultures.Same(() =>
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            return cli.Run(
                "compare", "--dataset", "synthetic", "--losses", "triplet, contrastive", "--seeds", "3", "--epochs=7", "--classes-per-batch", "4", "--samples-per-class", "5",
                "--embedding-size", "16", "--learning-rate", "2.5e-3", "--margin", "triplet=0.5", "--margin", "contrastive=1.25", "--threads", "1", "--device", "cuda",
                "--data-root", cli.Folder, "--shuffle-labels", "train", "--out", folder, "--quiet");
        });
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Assert.Equal("synthetic", cli.Loaded!.Value.Name);
        Assert.Equal([cli.Folder], cli.Loaded.Value.Request.DataRoots);
        Assert.Equivalent(
            new ComparisonChoices
            {
                Losses = ["triplet", "contrastive"],
                Seeds = 3,
                Epochs = 7,
                ClassesPerBatch = 4,
                SamplesPerClass = 5,
                Net = new() { EmbeddingSize = 16 },
                Optimization = new() { LearningRate = 0.0025 },
                Margins = new Dictionary<string, double> { ["triplet"] = 0.5, ["contrastive"] = 1.25 },
                Threads = 1,
                Device = "cuda",
                ShuffledLabels = "train",
            },
            cli.Choices,
            strict: true);
        Assert.True(File.Exists(Path.Combine(folder, "results.json")));
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
    }

    [Fact]
    public void Looks_for_data_where_the_environment_says_unless_an_option_does()
    {
        using var cli = new FakeCli { Variables = { ["DEEPMETRIC_DATA"] = $"/one{Path.PathSeparator}{Path.PathSeparator}/two" } };
        cli.Run("compare");
        Assert.Equal(["/one", "/two"], cli.Loaded!.Value.Request.DataRoots);
        cli.Run("compare", "--data-root", cli.Folder, "--data-root", Path.GetTempPath());
        Assert.Equal([cli.Folder, Path.GetTempPath()], cli.Loaded!.Value.Request.DataRoots);
    }

    [Theory]
    [InlineData("root", "--help")]
    [InlineData("compare", "compare", "--help")]
    [InlineData("train", "train", "--help")]
    [InlineData("evaluate", "evaluate", "--help")]
    [InlineData("embed", "embed", "--help")]
    [InlineData("data", "data", "--help")]
    [InlineData("data-info", "data", "info", "--help")]
    [InlineData("data-split", "data", "split", "--help")]
    [InlineData("data-import", "data", "import", "--help")]
    [InlineData("list", "list", "--help")]
    [InlineData("explain", "explain", "--help")]
    [InlineData("report", "report", "--help")]
    [InlineData("doctor", "doctor", "-h")]
    public void Help_reads_as_approved(string name, params string[] arguments)
    {
        using var cli = new FakeCli();
        CliOutcome outcome = Cultures.Same(() => cli.Run(arguments));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check($"help-{name}", outcome.Output);
    }

    [Fact]
    public void Help_lists_every_option()
    {
        using var cli = new FakeCli();
        string help = cli.Run("compare", "--help").Output;
        Assert.All(
            ("--dataset --data-root --split --split-seed --test-share --validation-share --folds --fold --leaks --image-size --grey --crop-to-box --augment --color-jitter --skip-broken --image-cache "
                + "--losses --seeds --epochs --classes-per-batch --samples-per-class --backbone --embedding-size --pooling --head --weights --freeze-trunk --freeze-batch-norm --learning-rate --trunk-rate "
                + "--loss-rate --loss-option --loss-options --schedule --warm-up --weight-decay --clip-gradient --margin --forms --threads --device --shuffle-labels --out --resume --json --quiet").Split(' '),
            option => Assert.Contains($"  {option} ", help, StringComparison.Ordinal));
    }
}
