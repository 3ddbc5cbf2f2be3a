using System.ComponentModel.DataAnnotations;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Processes;
using DeepMetric.Lab.Execution.Slurm;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>Outputs are what Slurm 22.05 answered.</summary>
public sealed class SlurmArrayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submits_an_array_of_workers_and_writes_down_its_job()
    {
        using var root = new TemporaryFolder();
        FakeProcesses processes = Answering("4711\n");
        var options = new SlurmOptions
        {
            Partition = "gpu",
            GpusPerTask = 1,
            CpusPerTask = 8,
            TimeLimit = TimeSpan.FromHours(30),
            StopGrace = TimeSpan.FromSeconds(120),
            MaxRunning = 50,
            Extra = ["--account=vision", "--exclude=node-3"],
        };
        IWorkerGroup group = await new SlurmArray(options, processes).StartAsync(new() { Folder = root.FolderPath, Workers = 100 }, Cancellation);
        Assert.Equal("Slurm job 4711", group.Name);
        Assert.Equal(
            [
                $"sbatch --parsable --array=1-100%50 --requeue --open-mode=append --signal=B:TERM@120 --job-name=deepmetric --output={root.FolderPath}/logs/slurm-%A_%a.log "
                + $"--ntasks=1 --cpus-per-task=8 --gpus-per-task=1 --partition=gpu --time=1-06:00:00 --account=vision --exclude=node-3 {root.FolderPath}/slurm/work.sh",
            ],
            processes.Lines);
        SlurmJob job = Assert.Single(SlurmArray.Jobs(root.FolderPath));
        Assert.Equal(("4711", null, 100), (job.Id, job.Cluster, job.Tasks));
    }

    [Fact]
    public async Task Asks_for_nothing_that_was_not_said()
    {
        using var root = new TemporaryFolder();
        FakeProcesses processes = Answering("4711;north\n");
        IWorkerGroup group = await new SlurmArray(processes: processes).StartAsync(new() { Folder = root.FolderPath }, Cancellation);
        Assert.Equal("Slurm job 4711 of north", group.Name);
        Assert.Equal(
            $"sbatch --parsable --array=1-1 --requeue --open-mode=append --signal=B:TERM@60 --job-name=deepmetric --output={root.FolderPath}/logs/slurm-%A_%a.log "
            + $"--ntasks=1 --cpus-per-task=1 {root.FolderPath}/slurm/work.sh",
            Assert.Single(processes.Lines));
    }

    [Theory]
    [InlineData("sbatch: error: invalid partition specified: nope\nsbatch: error: Batch job submission failed: Invalid partition name specified\n", "The cluster has no such partition: 'sinfo --summarize' lists those there are.")]
    [InlineData("sbatch: error: Batch job submission failed: Invalid job array specification\n", "The array has more tasks than the cluster allows: ask for fewer workers, since each does many units ('scontrol show config' tells MaxArraySize).")]
    [InlineData("sbatch: error: Invalid generic resource (gres) specification\n", "The partition has no such GPUs: 'sinfo --format=\"%P %G\"' lists what partitions have.")]
    [InlineData("sbatch: unrecognized option '--nonsense'\nTry \"sbatch --help\" for more information\n", "Correct the further options of sbatch.")]
    [InlineData("sbatch: error: ClusterName needs to be specified\nsbatch: fatal: Unable to process configuration file\n", "This machine has no configuration of Slurm: set SLURM_CONF, or submit from a machine of the cluster.")]
    public async Task What_sbatch_refuses_is_said_with_what_to_do(string error, string advice)
    {
        using var root = new TemporaryFolder();
        var array = new SlurmArray(processes: new FakeProcesses { Answer = _ => new(1, string.Empty, error) });
        string message = (await Assert.ThrowsAsync<ExecutionException>(() => array.StartAsync(new() { Folder = root.FolderPath }, Cancellation))).Message;
        Assert.StartsWith("sbatch failed with exit code 1: sbatch: ", message, StringComparison.Ordinal);
        Assert.EndsWith(advice, message, StringComparison.Ordinal);
        Assert.Empty(SlurmArray.Jobs(root.FolderPath));
    }

    [Theory]
    [InlineData(1, "", "sbatch failed with exit code 1: it gave no reason.")]
    [InlineData(1, "sbatch: error: something of a later version.\n", "sbatch failed with exit code 1: sbatch: error: something of a later version.")]
    [InlineData(0, "", "sbatch was expected to answer with a job's number, or with a number, ';' and a cluster, and gave ''. 'squeue --me' tells whether the job was queued.")]
    public async Task What_is_not_known_is_passed_on(int exitCode, string error, string message)
    {
        using var root = new TemporaryFolder();
        var array = new SlurmArray(processes: new FakeProcesses { Answer = _ => new(exitCode, string.Empty, error) });
        Assert.Equal(message, (await Assert.ThrowsAsync<ExecutionException>(() => array.StartAsync(new() { Folder = root.FolderPath }, Cancellation))).Message);
    }

    [Fact]
    public async Task A_machine_without_Slurm_is_named()
    {
        using var root = new TemporaryFolder();
        var array = new SlurmArray(processes: new FakeProcesses { Answer = _ => throw new ExecutionException("The program 'sbatch' was not found.") });
        Assert.Equal(
            "Slurm's command 'sbatch' was not found or not started: run this on a machine of the cluster from which jobs are submitted, or use the local pool. (The program 'sbatch' was not found.)",
            (await Assert.ThrowsAsync<ExecutionException>(() => array.StartAsync(new() { Folder = root.FolderPath }, Cancellation))).Message);
    }

    [Fact]
    public async Task Reads_where_the_tasks_stand()
    {
        using var root = new TemporaryFolder();
        FakeProcesses processes = Answering("4|PENDING||Resources\n2|RUNNING|node-3|None\n1|COMPLETED|node-3|None\n3|TIMEOUT|node-4|TimeLimit\n5|PENDING||BeginTime\n6|CANCELLED||None\n");
        IWorkerGroup group = new SlurmArray(processes: processes).Attach(root.FolderPath, Job(7));
        IReadOnlyList<WorkerState> states = await group.QueryAsync(Cancellation);
        Assert.Equal("squeue --noheader --array --states=all --jobs=4711 --format=%K|%T|%N|%r", Assert.Single(processes.Lines));
        Assert.Equal(
            [
                (1, WorkerPhase.Ended, "COMPLETED on node-3"),
                (2, WorkerPhase.Running, "RUNNING on node-3"),
                (3, WorkerPhase.Failed, "TIMEOUT on node-4 (TimeLimit)"),
                (4, WorkerPhase.Waiting, "PENDING (Resources)"),
                (5, WorkerPhase.Waiting, "PENDING (BeginTime)"),
                (6, WorkerPhase.Stopped, "CANCELLED"),
                (7, WorkerPhase.Ended, "no longer in Slurm's queue"),
            ],
            states.Select(state => (state.Number, state.Phase, state.Detail)));
        Assert.Equal(Path.Combine(root["logs"], "slurm-4711_2.log"), states[1].Log);
    }

    [Fact]
    public async Task Other_clusters_are_asked_by_name()
    {
        FakeProcesses processes = Answering("CLUSTER: north\n1|RUNNING|n1|None\n");
        IWorkerGroup group = new SlurmArray(processes: processes).Attach("study", Job(1) with { Cluster = "north" });
        Assert.Equal(WorkerPhase.Running, Assert.Single(await group.QueryAsync(Cancellation)).Phase);
        await group.StopAsync(Cancellation);
        Assert.Equal("squeue --noheader --array --states=all --jobs=4711 --format=%K|%T|%N|%r --clusters=north", processes.Lines[0]);
        Assert.Equal("scancel --clusters=north 4711", processes.Lines[1]);
    }

    [Fact]
    public async Task A_job_that_Slurm_forgot_has_ended()
    {
        var processes = new FakeProcesses { Answer = _ => new(1, string.Empty, "slurm_load_jobs error: Invalid job id specified\n") };
        IWorkerGroup group = new SlurmArray(processes: processes).Attach("study", Job(2));
        Assert.All(await group.QueryAsync(Cancellation), state => Assert.Equal(WorkerPhase.Ended, state.Phase));
        await group.StopAsync(Cancellation);
        Assert.Equal("scancel 4711", processes.Lines[1]);
    }

    [Fact]
    public async Task Lines_of_another_format_are_shown()
    {
        IWorkerGroup group = new SlurmArray(processes: Answering("4711_1 main work root R\n")).Attach("study", Job(1));
        Assert.Equal(
            "squeue was asked for lines of task, state, nodes and reason with '|' in between, and gave '4711_1 main work root R'.",
            (await Assert.ThrowsAsync<ExecutionException>(() => group.QueryAsync(Cancellation))).Message);
    }

    [Fact]
    public async Task Waits_through_a_controller_that_is_away_for_a_while()
    {
        int asked = 0;
        var processes = new FakeProcesses
        {
            Answer = _ => ++asked switch
            {
                1 => new(0, "1|RUNNING|n|None\n", string.Empty),
                < 10 => new(1, string.Empty, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"),
                _ => new(0, "1|COMPLETED|n|None\n", string.Empty),
            },
        };
        var options = new SlurmOptions { Poll = TimeSpan.FromMilliseconds(1) };
        IWorkerGroup group = new SlurmArray(options, processes).Attach("study", Job(1));
        Assert.Equal(WorkerPhase.Ended, Assert.Single(await group.WaitAsync(Cancellation)).Phase);
        var gone = new FakeProcesses { Answer = _ => new(1, string.Empty, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n") };
        string message = (await Assert.ThrowsAsync<ExecutionException>(() => new SlurmArray(options, gone).Attach("study", Job(1)).WaitAsync(Cancellation))).Message;
        Assert.EndsWith("The controller does not answer: try again later, or tell who runs the cluster.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_be_are_named()
    {
        Assert.Equal(
            "The time limit has to be at least 180 s (2 minutes and the time to stop); it is 60 s.",
            Assert.Throws<ValidationException>(() => new SlurmArray(new() { TimeLimit = TimeSpan.FromMinutes(1) })).Message);
        Assert.Equal(
            "Each further option of sbatch is one text such as '--account=vision'; 'vision' does not begin with '-'.",
            Assert.Throws<ValidationException>(() => new SlurmArray(new() { Extra = ["--account", "vision"] })).Message);
        Assert.Throws<ValidationException>(() => new SlurmArray(new() { CpusPerTask = 0 }));
    }

    private static SlurmJob Job(int tasks) => new() { Id = "4711", Tasks = tasks, Submitted = DateTimeOffset.UnixEpoch };

    private static FakeProcesses Answering(string output) => new() { Answer = _ => new ProcessEnd(0, output, string.Empty) };
}
