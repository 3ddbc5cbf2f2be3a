using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Tests.Reports;
using Spectre.Console;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Rendering;

public sealed class ProgressBoardTests
{
    private sealed class StoppedClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }

    [Fact]
    public void Shows_each_loss_of_each_experiment_as_approved()
    {
        var clock = new StoppedClock();
        var board = new ProgressBoard(FakeComparison.Create(1).Results.Spec, clock);
        using var console = new TestConsole().Width(100);
        board.Report(new RunEvent.Started(40, 2));
        board.Report(new RunEvent.UnitStarted(new("main", "contrastive", 3), 5, 40, 17));
        Show();
        clock.Now = 75;
        board.Report(new RunEvent.Progress(new("main", "contrastive", 3), 5, 40, 7, 20, 0.12345, 0.4111, 12345.6, TimeSpan.FromSeconds(200)));
        Show();
        board.Report(new RunEvent.Progress(new("main", "contrastive", 3), 5, 40, 20, 20, 0.1, null, 12345.6, TimeSpan.FromSeconds(0.2)));
        board.Report(Finished("main", "contrastive", 3, 5));
        foreach (int seed in new[] { 1, 2, 3, 4, 5 })
        {
            board.Report(new RunEvent.UnitStarted(new("main", "triplet", seed), 5 + seed, 40, 0));
            board.Report(Finished("main", "triplet", seed, 5 + seed));
        }

        board.Stopping();
        Show();
        Approved.Check("progress-board", console.Output);

        void Show() => console.Write(new TrimmedLines(board));
    }

    [Fact]
    public void Is_full_at_the_end()
    {
        var board = new ProgressBoard(FakeComparison.Create(1).Results.Spec, new StoppedClock());
        board.Report(new RunEvent.Stage("evaluating the raw input"));
        using var console = new TestConsole().Width(100);
        console.Write(board);
        Assert.Contains("40 of 40 runs, 0 s  evaluating the raw input", console.Output, StringComparison.Ordinal);
        board.Done();
        console.Clear(home: true);
        console.Write(board);
        Assert.EndsWith("━━━ 40 of 40 runs, 0 s", console.Output.TrimEnd(), StringComparison.Ordinal);
    }

    private static RunEvent.UnitFinished Finished(string experiment, string arm, int seed, int number) =>
        new(new UnitResult { Key = new(experiment, arm, seed), Steps = 1, Numbers = new Dictionary<string, double>(), IntraPerClass = [] }, number, 40, 1, 1);
}
