namespace DeepMetric.Lab.Execution;

/// <summary>The exit codes of <c>deepmetric lab work</c> that executors know; every other one is a failure.</summary>
public static class WorkerExit
{
    /// <summary>Nothing is left to do.</summary>
    public const int Done = 0;

    /// <summary>What is left is claimed by other workers.</summary>
    public const int HeldByOthers = 3;

    /// <summary>It was asked to stop, by SIGINT or SIGTERM, and did; a process that does not handle SIGTERM ends with 143 in its place.</summary>
    public const int Stopped = 130;

    private const int Terminated = 143;

    /// <summary>Whether the worker stopped because it was asked to.</summary>
    /// <param name="exitCode">The exit code.</param>
    public static bool IsStop(int exitCode) => exitCode is Stopped or Terminated;

    /// <summary>The signal that ended a process unasked, as shells and .NET report it (128 and its number); null for another exit.</summary>
    /// <param name="exitCode">The exit code.</param>
    public static int? CrashSignalOf(int exitCode) => exitCode is > 128 and < 128 + 65 && !IsStop(exitCode) ? exitCode - 128 : null;
}
