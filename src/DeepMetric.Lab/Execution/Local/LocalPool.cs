using System.ComponentModel.DataAnnotations;
using System.Globalization;
using DeepMetric.Lab.Execution.Processes;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution.Local;

/// <summary>Runs workers as child processes of this one that share its cores.</summary>
/// <remarks>
/// A worker that a signal ended, such as the system's when memory is short, is started again; its unit goes on from the checkpoint. When this process is
/// killed, its workers go on, and another pool on the same study finds what they hold claimed. Each worker's output is appended to <c>logs/worker-N.log</c> in the study.
/// </remarks>
public sealed class LocalPool : IWorkerExecutor
{
    private readonly IProcessStarter _processes;

    /// <summary>Creates the executor.</summary>
    /// <param name="options">Cores, restarts, and how long a clean stop may take.</param>
    /// <param name="processes">By default those of this system.</param>
    public LocalPool(LocalPoolOptions? options = null, IProcessStarter? processes = null)
    {
        Options = options ?? new();
        Validator.ValidateObject(Options, new ValidationContext(Options), validateAllProperties: true);
        _processes = processes ?? new SystemProcesses();
    }

    /// <summary>What is set.</summary>
    public LocalPoolOptions Options { get; }

    /// <inheritdoc/>
    /// <exception cref="RunStoreException">The folder of the logs cannot be made.</exception>
    public async Task<IWorkerGroup> StartAsync(WorkerPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Checked();
        string logs = Path.Combine(plan.FullFolder, "logs");
        RunLayout.CreateFolder(logs);
        IReadOnlyList<string> arguments = plan.Arguments(Options.Threads(plan.Workers));
        LocalWorker[] workers = [];
        void NothingLeft() => Array.ForEach(workers, worker => worker.Wake());
        workers = [.. Enumerable.Range(1, plan.Workers).Select(number => new LocalWorker(
            number,
            new ProcessRequest(plan.Program[0], arguments) { Log = Path.Combine(logs, string.Create(CultureInfo.InvariantCulture, $"worker-{number}.log")) },
            _processes,
            Options,
            NothingLeft))];
        var group = new LocalGroup(workers, Options.StopGrace);
        try
        {
            foreach (LocalWorker worker in workers)
            {
                cancellation.ThrowIfCancellationRequested();
                worker.Start();
            }
        }
        catch
        {
            await group.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return group;
    }

    /// <summary>Runs the workers of a plan to their end.</summary>
    /// <param name="plan">Which workers on which study.</param>
    /// <param name="stop">Asks the workers to stop, and waits for that; <see cref="StopSignals"/> makes Ctrl-C one.</param>
    /// <returns>Where each worker stands then.</returns>
    /// <exception cref="ExecutionException">They cannot be started; the message says what to do.</exception>
    /// <exception cref="RunStoreException">The folder of the logs cannot be made.</exception>
    public async Task<IReadOnlyList<WorkerState>> RunAsync(WorkerPlan plan, CancellationToken stop = default)
    {
        IWorkerGroup group = await StartAsync(plan, CancellationToken.None).ConfigureAwait(false);
        try
        {
            return await group.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await group.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return await group.QueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
