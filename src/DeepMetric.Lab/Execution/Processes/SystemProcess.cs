using System.Diagnostics;

namespace DeepMetric.Lab.Execution.Processes;

/// <summary>A process of this system.</summary>
internal sealed class SystemProcess : IStartedProcess
{
    private readonly Process _process;

    private SystemProcess(Process process, Task<string> output, Task<string> error)
    {
        _process = process;
        Id = process.Id;
        Ended = EndAsync(output, error);
    }

    /// <inheritdoc/>
    public int Id { get; }

    /// <inheritdoc/>
    public Task<ProcessEnd> Ended { get; }

    /// <summary>Keeps what the process writes.</summary>
    public static SystemProcess Capturing(Process process) => new(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    /// <summary>Appends what the process writes to a file, if one is given; else drops it.</summary>
    public static SystemProcess Pumping(Process process, string? log)
    {
        StreamWriter? writer = log is null ? null : new StreamWriter(new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        Lock gate = new();
        void Append(string? line)
        {
            lock (gate)
            {
                writer?.WriteLine(line);
            }
        }

        Task output = PumpAsync(process.StandardOutput, Append);
        Task error = PumpAsync(process.StandardError, Append);
        return new SystemProcess(process, ClosedAsync(Task.WhenAll(output, error), writer), Task.FromResult(string.Empty));
    }

    /// <inheritdoc/>
    public void Send(StopSignal signal)
    {
        if (Ended.IsCompleted)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            ProcessSignals.Send(Id, signal);
            return;
        }

        // Windows has no signal that asks: whatever is asked, a worker there is ended, and its units go on from their checkpoints.
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
        }
    }

    private static async Task PumpAsync(StreamReader reader, Action<string?> append)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            append(line);
        }
    }

    private static async Task<string> ClosedAsync(Task pumps, StreamWriter? writer)
    {
        await pumps.ConfigureAwait(false);
        if (writer is not null)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
        }

        return string.Empty;
    }

    private async Task<ProcessEnd> EndAsync(Task<string> output, Task<string> error)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        var end = new ProcessEnd(_process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        _process.Dispose();
        return end;
    }
}
