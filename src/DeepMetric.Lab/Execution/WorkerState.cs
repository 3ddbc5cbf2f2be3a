namespace DeepMetric.Lab.Execution;

/// <summary>Where a worker stands.</summary>
public enum WorkerPhase
{
    /// <summary>It waits to be started.</summary>
    Waiting,

    /// <summary>It works.</summary>
    Running,

    /// <summary>It ended by itself: nothing was left, or what was left is held by others.</summary>
    Ended,

    /// <summary>It was stopped on request.</summary>
    Stopped,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>One worker and where it stands.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Detail">What the executor says of it, e.g. an exit code, or Slurm's state and reason.</param>
/// <param name="Log">The file that its output goes to.</param>
public sealed record WorkerState(int Number, WorkerPhase Phase, string Detail, string Log);
