namespace DeepMetric.Lab.Execution.Processes;

/// <summary>Starts processes; the seam at which tests see what is started.</summary>
public interface IProcessStarter
{
    /// <summary>Starts a process.</summary>
    /// <param name="request">Which.</param>
    /// <exception cref="ExecutionException">There is no such program, or it cannot be started.</exception>
    IStartedProcess Start(ProcessRequest request);
}
