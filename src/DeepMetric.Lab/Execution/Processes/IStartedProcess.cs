namespace DeepMetric.Lab.Execution.Processes;

/// <summary>A process that was started.</summary>
public interface IStartedProcess
{
    /// <summary>Its number.</summary>
    int Id { get; }

    /// <summary>Becomes complete when it ends.</summary>
    Task<ProcessEnd> Ended { get; }

    /// <summary>Sends a signal; a process that has ended is passed over.</summary>
    /// <param name="signal">Which.</param>
    void Send(StopSignal signal);
}
