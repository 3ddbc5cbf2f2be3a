using System.Globalization;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Local;
using DeepMetric.Lab.Execution.Processes;
using DeepMetric.Lab.TestWorker;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>The local pool with real processes.</summary>
public sealed class LocalPoolProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_workers_are_started_again_and_every_unit_ends_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var root = new TemporaryFolder();
        ToyStudy study = ToyStudy.Create(root.FolderPath, units: 6, steps: 40, stepMilliseconds: 20);
        var pool = new LocalPool(new() { MaxRestarts = 10 });
        IWorkerGroup group = await pool.StartAsync(new() { Folder = root.FolderPath, Program = TestWorkerProcess.Program, Workers = 2 }, Cancellation);
        var killed = new HashSet<int>();
        while (killed.Count < 4)
        {
            int finished = Enumerable.Range(1, study.Units).Count(unit => ToyStudy.Results(ToyStudy.UnitFolder(root.FolderPath, unit)).Length > 0);
            await Eventually.True(() => Working(root).Length > 0 || finished == study.Units, "a unit in work");
            IReadOnlyList<WorkerState> running = await group.QueryAsync(Cancellation);
            if (running.FirstOrDefault(state => state.Phase == WorkerPhase.Running && !killed.Contains(Process(state))) is not { } victim)
            {
                break;
            }

            killed.Add(Process(victim));
            Kill(Process(victim));
            await Eventually.True(() => group.QueryAsync(Cancellation).Result[victim.Number - 1].Detail != victim.Detail, "a new process");
            await Task.Delay(100, Cancellation);
        }

        IReadOnlyList<WorkerState> states = await group.WaitAsync(Cancellation);
        Assert.Contains(states, state => state.Phase == WorkerPhase.Ended);
        Assert.Equal(4, killed.Count);
        Assert.Empty(study.Mistakes(root.FolderPath));
        string logs = string.Concat(states.Select(state => File.ReadAllText(state.Log)));
        Assert.Equal(4, logs.Split("was ended by signal 9 and is started again").Length - 1);
    }

    [Fact]
    public async Task A_signal_stops_the_workers_cleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var root = new TemporaryFolder();
        ToyStudy study = ToyStudy.Create(root.FolderPath, units: 4, steps: 100_000, stepMilliseconds: 20);
        using var pool = TestWorkerProcess.Start("pool", root.FolderPath, "2");
        await Eventually.True(() => Working(root).Length == 2, "two units in work");
        IStartedProcess kill = new SystemProcesses().Start(new("kill", ["-TERM", pool.Id.ToString(CultureInfo.InvariantCulture)]));
        Assert.Equal(0, (await kill.Ended).ExitCode);
        Assert.Equal("1 Stopped: exit code 130\n2 Stopped: exit code 130\n", await pool.ReadToEnd());
        Assert.All([1, 2], number => Assert.Contains("stopped in unit", File.ReadAllText(Path.Combine(root["logs"], $"worker-{number}.log")), StringComparison.Ordinal));
        Assert.All(Working(root), unit => Assert.IsType<ClaimState.Free>(new UnitClaims().Look(unit)));
        Assert.NotEmpty(study.Mistakes(root.FolderPath));
    }

    /// <summary>The units with a checkpoint and without a result.</summary>
    private static string[] Working(TemporaryFolder root) => Directory.Exists(root["units"])
        ? [.. Directory.GetDirectories(root["units"]).Where(unit => File.Exists(Path.Combine(unit, "state.json")) && ToyStudy.Results(unit).Length == 0)]
        : [];

    private static int Process(WorkerState state) => int.Parse(state.Detail.AsSpan("process ".Length), CultureInfo.InvariantCulture);

    private static void Kill(int process)
    {
        using var victim = System.Diagnostics.Process.GetProcessById(process);
        victim.Kill();
    }
}
