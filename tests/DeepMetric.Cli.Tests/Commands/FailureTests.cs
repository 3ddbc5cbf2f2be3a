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
