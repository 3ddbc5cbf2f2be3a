namespace DeepMetric.Lab.Execution;

/// <summary>How a process is asked to end.</summary>
public enum StopSignal
{
    /// <summary>SIGINT, as by Ctrl-C.</summary>
    Interrupt,

    /// <summary>SIGTERM, as by Slurm before a time limit.</summary>
    Terminate,

    /// <summary>SIGKILL: not asked at all.</summary>
    Kill,
}
