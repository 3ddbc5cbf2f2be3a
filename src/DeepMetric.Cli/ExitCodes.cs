namespace DeepMetric.Cli;

/// <summary>What the process's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It was tried and failed: a file, a disk, a library.</summary>
    public const int Failure = 1;

    /// <summary>The command was not understood or cannot be right; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or a termination signal; what was done is kept.</summary>
    public const int Interrupted = 130;
}
