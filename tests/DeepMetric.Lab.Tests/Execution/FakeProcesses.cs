using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Processes;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>Starts nothing: remembers what was asked for, and ends processes as a test says.</summary>
internal sealed class FakeProcesses : IProcessStarter
{
    private readonly Lock _gate = new();

    public List<FakeProcess> Started { get; } = [];

    /// <summary>How a process ends at once; null to leave that to the test.</summary>
    public Func<ProcessRequest, ProcessEnd?> Answer { get; init; } = _ => null;

    /// <summary>The command lines, arguments joined by a blank.</summary>
    public string[] Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. Started.Select(process => string.Join(' ', [process.Request.File, .. process.Request.Arguments]))];
            }
        }
    }

    public IStartedProcess Start(ProcessRequest request)
    {
        lock (_gate)
        {
            var process = new FakeProcess(request, 1000 + Started.Count);
            Started.Add(process);
            if (Answer(request) is { } end)
            {
                process.Exit(end);
            }

            return process;
        }
    }

    internal sealed class FakeProcess(ProcessRequest request, int id) : IStartedProcess
    {
        private readonly TaskCompletionSource<ProcessEnd> _end = new();

        public ProcessRequest Request => request;

        public int Id => id;

        public Task<ProcessEnd> Ended => _end.Task;

        public List<StopSignal> Signals { get; } = [];

        /// <summary>What a signal does.</summary>
        public Action<FakeProcess, StopSignal> OnSignal { get; set; } = (_, _) => { };

        public void Send(StopSignal signal)
        {
            Signals.Add(signal);
            OnSignal(this, signal);
        }

        public void Exit(ProcessEnd end) => _end.TrySetResult(end);

        public void Exit(int code) => Exit(new ProcessEnd(code, string.Empty, string.Empty));
    }
}
