using DeepMetric.Datasets;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class FailureTests
{
    [Fact]
    public void A_stopped_run_says_the_command_that_goes_on_with_every_option()
    {
        using var cli = new FakeCli { During = _ => throw new OperationCanceledException() };
        CliOutcome outcome = cli.Run("compare", "--seeds", "3", "--margin", "triplet=0.5", "--margin=contrastive=2", "--resume", "--quiet", "--data-root", cli.Folder);
        Assert.Equal(ExitCodes.Interrupted, outcome.Code);
        Assert.Equal(
            [
                "Stopped; what is done is kept. To go on:",
                $"  deepmetric compare --seeds 3 --margin triplet=0.5 --margin contrastive=2 --quiet --data-root '(folder)' --resume --out {Path.Combine("(folder)", "runs", "digits")}".Replace("'(folder)'", "(folder)", StringComparison.Ordinal),
            ],
            outcome.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.False(new RunLayout(Path.Combine(cli.Folder, "runs", "digits")).IsFinished);
    }

    [Fact]
    public void A_stopped_run_says_nothing_on_standard_output_where_json_was_asked_for()
    {
        using var cli = new FakeCli { During = _ => throw new OperationCanceledException() };
        CliOutcome outcome = cli.Run("compare", "--json");
        Assert.Equal((ExitCodes.Interrupted, string.Empty), (outcome.Code, outcome.Output));
    }

    [Fact]
    public void A_machine_that_cannot_train_is_left_as_it_was()
    {
        using var cli = new FakeCli { RequireDevice = device => throw new PlatformNotSupportedException($"No {device} here.") };
        Assert.Equal(new CliOutcome(ExitCodes.Failure, string.Empty, $"deepmetric: No cpu here.{Environment.NewLine}"), cli.Run("compare"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }

    [Fact]
    public void A_finished_run_is_shown_where_nothing_can_be_trained()
    {
        using var cli = new FakeCli();
        cli.Run("compare");
        cli.RequireDevice = _ => throw new PlatformNotSupportedException("Nothing here.");
        Assert.Equal(ExitCodes.Success, cli.Run("compare", "--resume").Code);
    }

    [Fact]
    public void A_missing_data_set_says_how_to_name_a_data_root()
    {
        using var cli = new FakeCli { Loading = name => throw new DatasetNotFoundException(name, [], "Get it.") };
        CliOutcome outcome = cli.Run("compare", "--dataset", "mnist");
        Assert.Equal(
            new CliOutcome(
                ExitCodes.Failure,
                string.Empty,
                $"deepmetric: The data set mnist was not found (no data root was given). Get it. A data root is given by --data-root or DEEPMETRIC_DATA.{Environment.NewLine}"),
            outcome);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }

    public static TheoryData<Exception, string> Failures() => new()
    {
        { new RunStoreException("x", "Cannot write 'x/steps.jsonl': the disk is full."), "Cannot write 'x/steps.jsonl': the disk is full." },
        { new InvalidDataException("train-images: at byte 16: expected 3 bytes,\n found 2."), "train-images: at byte 16: expected 3 bytes, found 2." },
        { new PlatformNotSupportedException("libtorch does not load."), "libtorch does not load." },
        { new TypeInitializationException("TorchSharp.torch", new DllNotFoundException("No libtorch.")), "No libtorch." },
        { new AggregateException(new ArgumentException("Expected 3, found 4.", "count")), "Expected 3, found 4." },
        { new InvalidOperationException(string.Empty), "InvalidOperationException" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void A_failure_is_one_line_and_no_stack_trace(Exception failure, string message)
    {
        using var cli = new FakeCli { During = _ => throw failure };
        CliOutcome outcome = cli.Run("compare");
        Assert.Equal((ExitCodes.Failure, $"deepmetric: {message}{Environment.NewLine}"), (outcome.Code, outcome.Error));
    }
}
