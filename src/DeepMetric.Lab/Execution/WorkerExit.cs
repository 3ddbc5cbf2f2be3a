namespace DeepMetric.Lab.Execution;

/// <summary>The exit codes of <c>deepmetric lab work</c> that executors know; every other one is a failure.</summary>
public static class WorkerExit
{
    /// <summary>Nothing is left to do.</summary>
    public const int Done = 0;

    /// <summary>What is left is claimed by other workers.</summary>
    public const int HeldByOthers = 3;

    /// <summary>The signal that ended a process, as shells and .NET report it (128 and its number); null for an exit of its own.</summary>
    /// <param name="exitCode">The exit code.</param>
    public static int? SignalOf(int exitCode) => exitCode is > 128 and < 128 + 65 ? exitCode - 128 : null;
}
