using System.Runtime.InteropServices;

namespace DeepMetric.Lab.Execution;

/// <summary>Sends signals to processes of a Unix system.</summary>
internal static class ProcessSignals
{
    private const int NoSuchProcess = 3;
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>Whether a process of that number exists, be it another user's.</summary>
    public static bool Exists(int process) => NativeKill(process, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    /// <summary>Sends a signal; a process that is gone is passed over.</summary>
    public static void Send(int process, StopSignal signal) => _ = NativeKill(process, signal switch
    {
        StopSignal.Interrupt => Interrupt,
        StopSignal.Terminate => Terminate,
        _ => Kill,
    });

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int process, int signal);
}
