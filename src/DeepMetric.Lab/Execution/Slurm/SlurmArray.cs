using DeepMetric.Lab.Execution.Processes;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>Runs workers as the tasks of a Slurm job array.</summary>
/// <remarks>
/// A task is a worker and not a unit, so that the array stays small however many units there are. A task that is preempted, requeued, or stopped before its time
/// limit goes on where it was, because units are resumable. The script is <c>slurm/work.sh</c> in the study, the jobs are in <c>slurm/jobs.jsonl</c>,
/// a task's output is in <c>logs/slurm-JOB_TASK.log</c>.
/// </remarks>
public sealed class SlurmArray : IWorkerExecutor
{
    private readonly SlurmCommands _commands;
    private readonly TimeProvider _time;

    /// <summary>Creates the executor.</summary>
    /// <param name="options">What each task gets.</param>
    /// <param name="processes">By default those of this system.</param>
    /// <param name="time">By default the system's.</param>
    public SlurmArray(SlurmOptions? options = null, IProcessStarter? processes = null, TimeProvider? time = null)
    {
        Options = (options ?? new()).Checked();
        _commands = new SlurmCommands(processes ?? new SystemProcesses());
        _time = time ?? TimeProvider.System;
    }

    /// <summary>What is set.</summary>
    public SlurmOptions Options { get; }

    /// <summary>The jobs that were submitted for a study, in that order.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <exception cref="RunStoreException">The file of jobs cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IReadOnlyList<SlurmJob> Jobs(string folder)
    {
        string path = new SlurmLayout(Path.GetFullPath(folder)).JobsPath;
        return File.Exists(path) ? JsonLines.ReadAll<SlurmJob>(path) : [];
    }

    /// <summary>The workers of a job that was submitted before, maybe by another process.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="job">Which job.</param>
    public IWorkerGroup Attach(string folder, SlurmJob job) => new SlurmGroup(job, new SlurmLayout(Path.GetFullPath(folder)), _commands, Options.Poll, _time);

    /// <inheritdoc/>
    /// <exception cref="RunStoreException">The script or the file of jobs cannot be written.</exception>
    public async Task<IWorkerGroup> StartAsync(WorkerPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Checked();
        var layout = new SlurmLayout(plan.FullFolder);
        layout.CreateFolders();
        AtomicFile.Write(layout.ScriptPath, SlurmScript.Text(plan, Options, layout));

        // Not cancelled half way: a job that was submitted and not written down would be lost.
        cancellation.ThrowIfCancellationRequested();
        ProcessEnd end = await _commands.TryAsync("sbatch", SlurmScript.Arguments(plan, Options, layout), CancellationToken.None).ConfigureAwait(false);
        if (end.ExitCode != 0)
        {
            throw SlurmErrors.Of("sbatch", end);
        }

        SlurmJob job = Parse(end.Output, plan.Workers);
        using (JsonLinesWriter<SlurmJob> jobs = JsonLines.Append<SlurmJob>(layout.JobsPath))
        {
            jobs.Append(job);
        }

        return Attach(plan.FullFolder, job);
    }

    /// <summary>Reads <c>JOB</c> or <c>JOB;CLUSTER</c>, on the last line: sites let their plugins greet on the lines before it.</summary>
    private SlurmJob Parse(string output, int tasks)
    {
        string line = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? string.Empty;
        string[] parts = line.Split(';');
        return parts[0].Length > 0 && parts[0].All(char.IsAsciiDigit) && parts.Length <= 2
            ? new SlurmJob { Id = parts[0], Cluster = parts.Length == 2 ? parts[1] : null, Tasks = tasks, Submitted = _time.GetUtcNow() }
            : throw new ExecutionException($"sbatch was expected to answer with a job's number, or with a number, ';' and a cluster, and gave '{line}'. 'squeue --me' tells whether the job was queued.");
    }
}
