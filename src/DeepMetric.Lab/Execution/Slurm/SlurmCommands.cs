using DeepMetric.Lab.Execution.Processes;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>Runs Slurm's commands.</summary>
internal sealed class SlurmCommands(IProcessStarter processes)
{
    /// <summary>Runs a command and gives what it answered, errors included.</summary>
    /// <exception cref="ExecutionException">It cannot be started.</exception>
    public async Task<ProcessEnd> TryAsync(string command, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        IStartedProcess process;
        try
        {
            process = processes.Start(new ProcessRequest(command, arguments));
        }
        catch (ExecutionException exception)
        {
            throw SlurmErrors.Missing(command, exception);
        }

        try
        {
            return await process.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Send(StopSignal.Terminate);
            throw;
        }
    }

    /// <summary>The option that names a job's cluster, where there are several.</summary>
    public static IEnumerable<string> ClusterOf(SlurmJob job) => job.Cluster is null ? [] : [$"--clusters={job.Cluster}"];
}
