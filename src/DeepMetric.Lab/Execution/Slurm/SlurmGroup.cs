using DeepMetric.Lab.Execution.Processes;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>The tasks of a job array.</summary>
internal sealed class SlurmGroup(SlurmJob job, SlurmLayout layout, SlurmCommands commands, TimeSpan poll, TimeProvider time) : IWorkerGroup
{
    /// <summary>How many questions in a row may fail while waiting: a controller that is started again is away for minutes.</summary>
    private const int Patience = 20;

    /// <inheritdoc/>
    public string Name => $"Slurm job {job.Id}{(job.Cluster is null ? string.Empty : $" of {job.Cluster}")}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerState>> QueryAsync(CancellationToken cancellation = default)
    {
        ProcessEnd end = await commands.TryAsync("squeue", SlurmQueue.Arguments(job), cancellation).ConfigureAwait(false);
        return end.ExitCode == 0 || SlurmErrors.IsUnknownJob(end) ? SlurmQueue.Parse(end.Output, job, layout) : throw SlurmErrors.Of("squeue", end);
    }

    /// <inheritdoc/>
    /// <remarks>Slurm asks the tasks, and ends them by force after its KillWait; <see cref="WaitAsync"/> waits for that.</remarks>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        ProcessEnd end = await commands.TryAsync("scancel", [.. SlurmCommands.ClusterOf(job), job.Id], cancellation).ConfigureAwait(false);
        if (end.ExitCode != 0 && !SlurmErrors.IsUnknownJob(end))
        {
            throw SlurmErrors.Of("scancel", end);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerState>> WaitAsync(CancellationToken cancellation = default)
    {
        int failures = 0;
        while (true)
        {
            try
            {
                IReadOnlyList<WorkerState> states = await QueryAsync(cancellation).ConfigureAwait(false);
                failures = 0;
                if (states.All(state => state.Phase is not (WorkerPhase.Waiting or WorkerPhase.Running)))
                {
                    return states;
                }
            }
            catch (ExecutionException) when (failures < Patience)
            {
                failures++;
            }

            await Task.Delay(poll, time, cancellation).ConfigureAwait(false);
        }
    }
}
