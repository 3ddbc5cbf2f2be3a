using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Local;
using DeepMetric.Lab.Execution.Processes;

namespace DeepMetric.Lab.Tests.Execution;

public sealed class LocalPoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shares_the_cores_among_the_workers_and_gives_each_a_log()
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses { Answer = _ => new(0, string.Empty, string.Empty) };
        var plan = new WorkerPlan { Folder = root.FolderPath, Program = ["dotnet", "deepmetric-cli.dll"], Workers = 3 };
        IReadOnlyList<WorkerState> states = await new LocalPool(new() { Cores = 8 }, processes).RunAsync(plan, Cancellation);
        Assert.Equal([.. Enumerable.Repeat($"dotnet deepmetric-cli.dll lab work {root.FolderPath} --threads 2", 3)], processes.Lines);
        Assert.Equal([.. new[] { 1, 2, 3 }.Select(number => Path.Combine(root["logs"], $"worker-{number}.log"))], processes.Started.Select(process => process.Request.Log));
        Assert.All(states, state => Assert.Equal((WorkerPhase.Ended, "nothing is left"), (state.Phase, state.Detail)));
    }

    [Theory]
    [InlineData(8, 3, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(2, 5, 1)]
    [InlineData(64, 1, 64)]
    public void Each_worker_has_a_thread_at_least(int cores, int workers, int threads) => Assert.Equal(threads, new LocalPoolOptions { Cores = cores }.Threads(workers));

    [Theory]
    [InlineData(0, WorkerPhase.Ended, "nothing is left")]
    [InlineData(3, WorkerPhase.Ended, "what is left is held by others")]
    [InlineData(1, WorkerPhase.Failed, "exit code 1; see its log")]
    [InlineData(2, WorkerPhase.Failed, "exit code 2; see its log")]
    [InlineData(130, WorkerPhase.Stopped, "exit code 130")]
    [InlineData(143, WorkerPhase.Stopped, "exit code 143")]
    public async Task A_worker_that_ends_by_itself_is_not_started_again(int exitCode, WorkerPhase phase, string detail)
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses { Answer = _ => new(exitCode, string.Empty, string.Empty) };
        WorkerState state = Assert.Single(await new LocalPool(new() { SecondLook = TimeSpan.Zero }, processes).RunAsync(new() { Folder = root.FolderPath }, Cancellation));
        Assert.Equal((phase, detail), (state.Phase, state.Detail));
        Assert.Single(processes.Started);
    }

    [Fact]
    public async Task A_worker_that_a_signal_ended_is_started_again_as_often_as_said_without_progress()
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses { Answer = _ => new(137, string.Empty, string.Empty) };
        var pool = new LocalPool(new() { MaxRestarts = 2 }, processes);
        WorkerState state = Assert.Single(await pool.RunAsync(new() { Folder = root.FolderPath }, Cancellation));
        Assert.Equal((WorkerPhase.Failed, "ended by signal 9, 3 times without progress; see its log"), (state.Phase, state.Detail));
        Assert.Equal(3, processes.Started.Count);
        Assert.Equal(
            "-- worker 1 was ended by signal 9 and is started again (1 of 2 without progress) --\n"
            + "-- worker 1 was ended by signal 9 and is started again (2 of 2 without progress) --\n",
            await File.ReadAllTextAsync(state.Log, Cancellation));
    }

    [Fact]
    public async Task Progress_forgives_deaths()
    {
        using var root = new TemporaryFolder();
        long finished = 0;
        int starts = 0;
        var processes = new FakeProcesses { Answer = _ => new(++starts < 20 ? 139 : 0, string.Empty, string.Empty) };
        var pool = new LocalPool(new() { MaxRestarts = 1, Progress = () => finished++ }, processes);
        Assert.Equal(WorkerPhase.Ended, Assert.Single(await pool.RunAsync(new() { Folder = root.FolderPath }, Cancellation)).Phase);
        Assert.Equal(20, processes.Started.Count);
    }

    [Fact]
    public async Task A_worker_looks_once_more_where_others_hold_what_is_left()
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses { Answer = _ => new(3, string.Empty, string.Empty) };
        var pool = new LocalPool(new() { SecondLook = TimeSpan.FromMilliseconds(20) }, processes);
        Assert.Equal(WorkerPhase.Ended, Assert.Single(await pool.RunAsync(new() { Folder = root.FolderPath }, Cancellation)).Phase);
        Assert.Equal(2, processes.Started.Count);
    }

    [Fact]
    public async Task No_worker_waits_for_a_second_look_once_another_says_that_nothing_is_left()
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses();
        IWorkerGroup group = await new LocalPool(new() { SecondLook = TimeSpan.FromHours(1) }, processes).StartAsync(new() { Folder = root.FolderPath, Workers = 2 }, Cancellation);
        processes.Started[0].Exit(3);
        await Eventually.True(() => group.QueryAsync(Cancellation).GetAwaiter().GetResult()[0].Phase == WorkerPhase.Waiting, "the wait");
        processes.Started[1].Exit(0);
        Assert.Equal(["what is left is held by others", "nothing is left"], (await group.WaitAsync(Cancellation)).Select(state => state.Detail));
        Assert.Equal(2, processes.Started.Count);
    }

    [Fact]
    public async Task Stopping_asks_each_worker_once_and_waits()
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses();
        IWorkerGroup group = await new LocalPool(processes: processes).StartAsync(new() { Folder = root.FolderPath, Workers = 2 }, Cancellation);
        Assert.All(await group.QueryAsync(Cancellation), state => Assert.Equal(WorkerPhase.Running, state.Phase));
        processes.Started.ForEach(process => process.OnSignal = (self, _) => self.Exit(143));
        await group.StopAsync(Cancellation);
        Assert.All(processes.Started, process => Assert.Equal([StopSignal.Terminate], process.Signals));
        Assert.All(await group.WaitAsync(Cancellation), state => Assert.Equal((WorkerPhase.Stopped, "exit code 143"), (state.Phase, state.Detail)));
        Assert.Equal(2, processes.Started.Count);
    }

    [Fact]
    public async Task A_worker_that_does_not_stop_in_time_is_ended()
    {
        using var root = new TemporaryFolder();
        var processes = new FakeProcesses();
        var pool = new LocalPool(new() { StopGrace = TimeSpan.FromMilliseconds(50) }, processes);
        IWorkerGroup group = await pool.StartAsync(new() { Folder = root.FolderPath }, Cancellation);
        processes.Started[0].OnSignal = (self, signal) =>
        {
            if (signal == StopSignal.Kill)
            {
                self.Exit(137);
            }
        };
        await group.StopAsync(Cancellation);
        Assert.Equal([StopSignal.Terminate, StopSignal.Kill], processes.Started[0].Signals);
    }

    [Fact]
    public async Task What_cannot_be_run_is_named()
    {
        using var root = new TemporaryFolder();
        var pool = new LocalPool();
        Assert.Equal($"The folder '{root["none"]}' of the study does not exist.", (await Refused(new() { Folder = root["none"] })).Message);
        Assert.Equal("At least 1 worker has to be asked for; it is 0.", (await Refused(new() { Folder = root.FolderPath, Workers = 0 })).Message);
        Assert.StartsWith("No program is named", (await Refused(new() { Folder = root.FolderPath, Program = [] })).Message, StringComparison.Ordinal);
        Assert.Equal(
            "The program 'no-such-program' was not found: install it, name it with its whole path, or add its folder to PATH.",
            (await Refused(new() { Folder = root.FolderPath, Program = ["no-such-program"] })).Message);

        Task<ExecutionException> Refused(WorkerPlan plan) => Assert.ThrowsAsync<ExecutionException>(() => pool.StartAsync(plan, Cancellation));
    }

    [Fact]
    public async Task A_process_is_started_with_its_arguments_as_they_are_and_its_output_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are Unix's.");
        using var root = new TemporaryFolder();
        var processes = new SystemProcesses();
        string[] arguments = ["-c", "printf '[%s]' \"$@\"; echo error >&2; exit 7", "sh", "a b", "$HOME", "'\"", ""];
        Assert.Equal(new ProcessEnd(7, "[a b][$HOME]['\"][]", "error\n"), await processes.Start(new("sh", arguments)).Ended);
        string log = root["a 'log'"];
        Assert.Equal(7, (await processes.Start(new("sh", arguments) { Log = log }).Ended).ExitCode);
        Assert.Equal(7, (await processes.Start(new("sh", arguments) { Log = log }).Ended).ExitCode);
        Assert.Equal("[a b][$HOME]['\"][]error\n[a b][$HOME]['\"][]error\n", await File.ReadAllTextAsync(log, Cancellation));
        IStartedProcess sleeping = processes.Start(new("sleep", ["100"]) { Log = log });

        // Not SIGINT: a shell that starts the tests in the background has it ignored by everything below it.
        sleeping.Send(StopSignal.Terminate);
        Assert.Equal(143, (await sleeping.Ended).ExitCode);
    }
}
