using System.Globalization;

namespace DeepMetric.Lab.Execution.Local;

/// <summary>The workers of a <see cref="LocalPool"/>.</summary>
internal sealed class LocalGroup(IReadOnlyList<LocalWorker> workers, TimeSpan grace) : IWorkerGroup
{
    /// <inheritdoc/>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{workers.Count} processes of {Environment.MachineName}");

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkerState>> QueryAsync(CancellationToken cancellation = default) => Task.FromResult(States());

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        Send(StopSignal.Terminate);
        Task all = All();
        try
        {
            await all.WaitAsync(grace, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Send(StopSignal.Kill);
            await all.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerState>> WaitAsync(CancellationToken cancellation = default)
    {
        await All().WaitAsync(cancellation).ConfigureAwait(false);
        return States();
    }

    private Task All() => Task.WhenAll(workers.Select(worker => worker.Finished));

    private void Send(StopSignal signal)
    {
        foreach (LocalWorker worker in workers)
        {
            worker.Stop(signal);
        }
    }

    private IReadOnlyList<WorkerState> States() => [.. workers.Select(worker => worker.State)];
}
