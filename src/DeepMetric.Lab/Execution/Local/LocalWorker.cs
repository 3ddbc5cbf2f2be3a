using System.Globalization;
using DeepMetric.Lab.Execution.Processes;

namespace DeepMetric.Lab.Execution.Local;

/// <summary>A worker of a <see cref="LocalPool"/>: one process after another, as long as signals end them.</summary>
internal sealed class LocalWorker(int number, ProcessRequest request, IProcessStarter processes, LocalPoolOptions options, Action nothingLeft)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IStartedProcess? _process;
    private bool _stopping;
    private bool _looked;
    private long _progress;
    private int _deaths;

    /// <summary>Where it stands.</summary>
    public WorkerState State { get; private set; } = new(number, WorkerPhase.Waiting, "not started", request.Log!);

    /// <summary>Becomes complete when no process is started any more.</summary>
    public Task Finished { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the first process.</summary>
    /// <exception cref="ExecutionException">It cannot be started.</exception>
    public void Start()
    {
        _progress = options.Progress?.Invoke() ?? 0;
        Finished = FollowAsync(Launch());
    }

    /// <summary>Ends a wait for a second look, because nothing is left or no process is to be started any more.</summary>
    public void Wake() => _awake.TrySetResult();

    /// <summary>Sends a signal and starts no further process.</summary>
    public void Stop(StopSignal signal)
    {
        lock (_gate)
        {
            _stopping = true;
            Wake();
            _process?.Send(signal);
        }
    }

    private IStartedProcess Launch()
    {
        IStartedProcess process = processes.Start(request);
        _process = process;
        Set(WorkerPhase.Running, string.Create(CultureInfo.InvariantCulture, $"process {process.Id}"));
        return process;
    }

    private async Task FollowAsync(IStartedProcess? process)
    {
        while (process is not null)
        {
            int exitCode = (await process.Ended.ConfigureAwait(false)).ExitCode;
            process = exitCode == WorkerExit.HeldByOthers && !_looked && options.SecondLook > TimeSpan.Zero
                ? await LookAgainAsync().ConfigureAwait(false)
                : Next(exitCode);
        }
    }

    private async Task<IStartedProcess?> LookAgainAsync()
    {
        _looked = true;
        Set(WorkerPhase.Waiting, string.Create(CultureInfo.InvariantCulture, $"what is left is held by others; looks again after {options.SecondLook.TotalSeconds:0.#} s"));
        Task first = await Task.WhenAny(_awake.Task, Task.Delay(options.SecondLook)).ConfigureAwait(false);
        lock (_gate)
        {
            return first == _awake.Task ? Set(WorkerPhase.Ended, "what is left is held by others") : StartAgain();
        }
    }

    /// <summary>The process that follows one that ended; null if none does.</summary>
    private IStartedProcess? Next(int exitCode)
    {
        long progress = options.Progress?.Invoke() ?? 0;
        lock (_gate)
        {
            if (exitCode is WorkerExit.Done or WorkerExit.HeldByOthers)
            {
                if (exitCode == WorkerExit.Done)
                {
                    nothingLeft();
                }

                return Set(WorkerPhase.Ended, exitCode == WorkerExit.Done ? "nothing is left" : "what is left is held by others");
            }

            if (_stopping || WorkerExit.IsStop(exitCode))
            {
                return Set(WorkerPhase.Stopped, string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}"));
            }

            if (WorkerExit.CrashSignalOf(exitCode) is not int signal)
            {
                return Set(WorkerPhase.Failed, string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}; see its log"));
            }

            _deaths = progress > _progress ? 1 : _deaths + 1;
            _progress = progress;
            return _deaths > options.MaxRestarts
                ? Set(WorkerPhase.Failed, string.Create(CultureInfo.InvariantCulture, $"ended by signal {signal}, {_deaths} times without progress; see its log"))
                : Restart(signal);
        }
    }

    private IStartedProcess? Restart(int signal)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"-- worker {number} was ended by signal {signal} and is started again ({_deaths} of {options.MaxRestarts} without progress) --\n");
        return StartAgain(line);
    }

    private IStartedProcess? StartAgain(string? line = null)
    {
        try
        {
            File.AppendAllText(request.Log!, line);
            return Launch();
        }
        catch (Exception exception) when (exception is ExecutionException or IOException or UnauthorizedAccessException)
        {
            return Set(WorkerPhase.Failed, $"could not be started again: {exception.Message}");
        }
    }

    private IStartedProcess? Set(WorkerPhase phase, string detail)
    {
        State = State with { Phase = phase, Detail = detail };
        return null;
    }
}
