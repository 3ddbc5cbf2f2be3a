namespace DeepMetric.Lab.Execution;

/// <summary>Workers that were started together.</summary>
public interface IWorkerGroup
{
    /// <summary>What the executor calls them, e.g. a job's number.</summary>
    string Name { get; }

    /// <summary>Where each worker stands.</summary>
    /// <param name="cancellation">Gives up asking.</param>
    /// <exception cref="ExecutionException">The executor does not say.</exception>
    Task<IReadOnlyList<WorkerState>> QueryAsync(CancellationToken cancellation = default);

    /// <summary>Stops all workers: asks them first, and ends by force what does not follow. <see cref="WaitAsync"/> tells when all have ended.</summary>
    /// <param name="cancellation">Gives up waiting for them.</param>
    /// <exception cref="ExecutionException">The executor refuses.</exception>
    Task StopAsync(CancellationToken cancellation = default);

    /// <summary>Waits until no worker waits or runs.</summary>
    /// <param name="cancellation">Gives up waiting; the workers go on.</param>
    /// <returns>Where each worker stands then.</returns>
    /// <exception cref="ExecutionException">The executor does not say.</exception>
    Task<IReadOnlyList<WorkerState>> WaitAsync(CancellationToken cancellation = default);
}
