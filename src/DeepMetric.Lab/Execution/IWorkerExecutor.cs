namespace DeepMetric.Lab.Execution;

/// <summary>Runs workers somewhere. Workers find their units themselves, so an executor knows of no unit.</summary>
public interface IWorkerExecutor
{
    /// <summary>Starts the workers of a plan, or queues them.</summary>
    /// <param name="plan">Which workers on which study.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ExecutionException">They cannot be started; the message says what to do.</exception>
    Task<IWorkerGroup> StartAsync(WorkerPlan plan, CancellationToken cancellation = default);
}
