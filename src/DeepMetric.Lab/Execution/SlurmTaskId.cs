namespace DeepMetric.Lab.Execution;

/// <summary>Tells which Slurm job this process belongs to.</summary>
internal static class SlurmTaskId
{
    /// <summary>The array task, e.g. <c>4711_3</c>, or the job; null outside Slurm.</summary>
    public static string? Current => Of(Environment.GetEnvironmentVariable);

    internal static string? Of(Func<string, string?> variable) =>
        (variable("SLURM_ARRAY_JOB_ID"), variable("SLURM_ARRAY_TASK_ID")) is ({ Length: > 0 } job, { Length: > 0 } task)
            ? $"{job}_{task}"
            : variable("SLURM_JOB_ID") is { Length: > 0 } single ? single : null;
}
