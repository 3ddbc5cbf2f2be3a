using System.Globalization;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Processes;
using DeepMetric.Lab.Execution.Slurm;
using DeepMetric.Lab.TestWorker;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>A real Slurm of one node, as <c>eng/slurm-node.sh</c> starts it.</summary>
public sealed class SlurmNodeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_unit_ends_once_through_a_requeue_a_lost_daemon_and_a_killed_worker()
    {
        string script = NodeScript();
        using var root = new TemporaryFolder();
        string study = Directory.CreateDirectory(root["study"]).FullName;
        ToyStudy toy = ToyStudy.Create(study, units: 17, steps: 100, stepMilliseconds: 100);
        await Run(script, "start", root["node"]);
        try
        {
            Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(root["node"], "slurm.conf"));
            var array = new SlurmArray(new() { Poll = TimeSpan.FromSeconds(1), TimeLimit = TimeSpan.FromMinutes(30), SecondLook = TimeSpan.FromSeconds(2) });
            IWorkerGroup group = await array.StartAsync(new() { Folder = study, Program = TestWorkerProcess.Program, Workers = 2 }, Cancellation);
            string job = Assert.Single(SlurmArray.Jobs(study)).Id;
            await Eventually.True(() => Starts(study).Length >= 2 && Steps(study) > 20, "work of both tasks", 60);

            await Run("scontrol", "requeue", $"{job}_1");
            await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
            await Log(group, "after the requeue");

            await Run(script, "kill-node", root["node"]);
            int before = Steps(study);
            await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
            Assert.True(Steps(study) > before, "Work went on while slurmd was away.");
            await Log(group, "while slurmd is away");
            await Run(script, "start-node", root["node"]);

            ClaimState.Held held = Directory.GetDirectories(Path.Combine(study, "units")).Select(unit => new UnitClaims().Look(unit)).OfType<ClaimState.Held>().First();
            await Run("kill", "-KILL", held.Owner!.Process.Id.ToString(CultureInfo.InvariantCulture));
            TestContext.Current.TestOutputHelper?.WriteLine($"killed {held.Owner}");
            await Task.Delay(TimeSpan.FromSeconds(2), Cancellation);
            await Log(group, "after a worker was killed");

            // Slurm starts a requeued task about two minutes later; by then the other task has left some of the units.
            IReadOnlyList<WorkerState> states = await group.WaitAsync(Cancellation);
            await Log(group, "at the end");
            string[] logs = [.. states.Select(state => File.ReadAllText(state.Log))];
            Array.ForEach(logs, log => TestContext.Current.TestOutputHelper?.WriteLine(log));
            Assert.Empty(toy.Mistakes(study));
            Assert.All(states, state => Assert.Equal(WorkerPhase.Ended, state.Phase));
            Assert.Contains("start 1", logs[0], StringComparison.Ordinal);
            Assert.Contains("ended by signal 9 and is started again", logs[1], StringComparison.Ordinal);
            Assert.Contains("its process is gone", logs[1], StringComparison.Ordinal);
            Assert.Equal(toy.Units + 2, Starts(study).Length);
        }
        finally
        {
            await Run(script, "stop", root["node"]);
        }
    }

    [Fact]
    public async Task A_cancelled_array_stops_cleanly_and_errors_are_the_ones_known()
    {
        string script = NodeScript();
        using var root = new TemporaryFolder();
        string study = Directory.CreateDirectory(root["a study at 50%"]).FullName;
        ToyStudy.Create(study, units: 4, steps: 100_000, stepMilliseconds: 50);
        await Run(script, "start", root["node"]);
        try
        {
            Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(root["node"], "slurm.conf"));
            var plan = new WorkerPlan { Folder = study, Program = TestWorkerProcess.Program, Workers = 2 };
            Assert.EndsWith("'sinfo --summarize' lists those there are.", await Refusal(new() { Partition = "nope" }, plan), StringComparison.Ordinal);
            Assert.EndsWith("tells MaxArraySize).", await Refusal(new(), plan with { Workers = 5000 }), StringComparison.Ordinal);
            Assert.EndsWith("lists what partitions have.", await Refusal(new() { GpusPerTask = 1 }, plan), StringComparison.Ordinal);

            IWorkerGroup group = await new SlurmArray(new() { Poll = TimeSpan.FromSeconds(1) }).StartAsync(plan, Cancellation);
            await Eventually.True(() => Starts(study).Length == 2 && Steps(study) > 4, "work of both tasks", 60);
            await group.StopAsync(Cancellation);
            Assert.All(await group.WaitAsync(Cancellation), state => Assert.Equal(WorkerPhase.Stopped, state.Phase));
            Assert.All((await group.QueryAsync(Cancellation)).Select(state => File.ReadAllText(state.Log)), log => Assert.Contains("stopped in unit", log, StringComparison.Ordinal));
            Assert.All(Directory.GetDirectories(Path.Combine(study, "units")), unit => Assert.IsType<ClaimState.Free>(new UnitClaims().Look(unit)));
        }
        finally
        {
            await Run(script, "stop", root["node"]);
        }
    }

    [Fact]
    public async Task A_task_at_its_time_limit_stops_cleanly_and_is_queued_again()
    {
        string script = NodeScript();
        using var root = new TemporaryFolder();
        string study = Directory.CreateDirectory(root["study"]).FullName;
        ToyStudy toy = ToyStudy.Create(study, units: 1, steps: 100, stepMilliseconds: 2000);
        await Run(script, "start", root["node"]);
        try
        {
            Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(root["node"], "slurm.conf"));
            var array = new SlurmArray(new() { Poll = TimeSpan.FromSeconds(1), TimeLimit = TimeSpan.FromMinutes(3) });
            IWorkerGroup group = await array.StartAsync(new() { Folder = study, Program = TestWorkerProcess.Program }, Cancellation);
            WorkerState state = Assert.Single(await group.WaitAsync(Cancellation));
            string log = await File.ReadAllTextAsync(state.Log, Cancellation);
            TestContext.Current.TestOutputHelper?.WriteLine(log);
            Assert.Equal(WorkerPhase.Ended, state.Phase);
            Assert.Empty(toy.Mistakes(study));
            Assert.Contains("the time limit is near", log, StringComparison.Ordinal);
            Assert.Contains("start 1", log, StringComparison.Ordinal);
            Assert.Equal(2, Starts(study).Length);
        }
        finally
        {
            await Run(script, "stop", root["node"]);
        }
    }

    private static string NodeScript()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("DEEPMETRIC_SLURM") == "1",
            "DEEPMETRIC_SLURM=1 runs this with a real Slurm; it needs root and what 'eng/slurm-node.sh install' installs.");
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DeepMetric.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "eng", "slurm-node.sh");
    }

    private static async Task<string> Refusal(SlurmOptions options, WorkerPlan plan) =>
        (await Assert.ThrowsAsync<ExecutionException>(() => new SlurmArray(options).StartAsync(plan, Cancellation))).Message;

    /// <summary>Runs a command; its output goes to a file, because daemons that it starts keep what they inherit open.</summary>
    private static async Task Run(string file, params string[] arguments)
    {
        string log = Path.GetTempFileName();
        ProcessEnd end = await new SystemProcesses().Start(new(file, arguments) { Log = log }).Ended;
        Assert.True(end.ExitCode == 0, await File.ReadAllTextAsync(log, CancellationToken.None));
        File.Delete(log);
    }

    private static async Task Log(IWorkerGroup group, string when)
    {
        string states = string.Join(", ", (await group.QueryAsync(Cancellation)).Select(state => $"{state.Number} {state.Detail}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{group.Name} {when}: {states}");
    }

    private static string[] Starts(string study) => Directory.Exists(Path.Combine(study, "units"))
        ? [.. Directory.GetFiles(Path.Combine(study, "units"), "starts.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadAllLines)]
        : [];

    private static int Steps(string study) => Directory.GetDirectories(Path.Combine(study, "units"))
        .Select(unit => Path.Combine(unit, "state.json"))
        .Where(File.Exists)
        .Sum(state => DeepMetric.Lab.Store.JsonFile.Read<ToyState>(state).Step);
}
