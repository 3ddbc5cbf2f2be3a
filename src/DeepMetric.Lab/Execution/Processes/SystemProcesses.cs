using System.ComponentModel;
using System.Diagnostics;

namespace DeepMetric.Lab.Execution.Processes;

/// <summary>Starts processes of this system.</summary>
public sealed class SystemProcesses : IProcessStarter
{
    /// <summary>A session of its own, where the system has the command: Ctrl-C in a terminal then reaches this process alone, which asks the other once.</summary>
    private const string Exec = "exec >> \"$0\" 2>&1 < /dev/null; command -v setsid > /dev/null && exec setsid \"$@\"; exec \"$@\"";

    /// <inheritdoc/>
    /// <remarks>
    /// On Unix a process with a log writes to it by itself, through <c>sh -c 'exec ...'</c>: it goes on when the process that started it is killed.
    /// </remarks>
    public IStartedProcess Start(ProcessRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Log is null ? StartPlain(request) : StartWithLog(request, request.Log);
    }

    private static SystemProcess StartPlain(ProcessRequest request) => SystemProcess.Capturing(Launch(request.File, request.Arguments));

    private static SystemProcess StartWithLog(ProcessRequest request, string log)
    {
        if (OperatingSystem.IsWindows())
        {
            return SystemProcess.Pumping(Launch(request.File, request.Arguments), log);
        }

        // The shell would only say "not found" in the log and exit with 127.
        if (!Programs.Exists(request.File))
        {
            throw NotFound(request.File, null);
        }

        return SystemProcess.Pumping(Launch("/bin/sh", ["-c", Exec, log, request.File, .. request.Arguments]), log: null);
    }

    private static Process Launch(string file, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception exception)
        {
            throw Programs.Exists(file) ? new ExecutionException($"'{file}' could not be started: {exception.Message}.", exception) : NotFound(file, exception);
        }
    }

    private static ExecutionException NotFound(string file, Exception? inner) =>
        new($"The program '{file}' was not found: install it, name it with its whole path, or add its folder to PATH.", inner);
}
