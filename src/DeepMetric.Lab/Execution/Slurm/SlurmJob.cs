namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>A job array that was submitted: a line of <c>slurm/jobs.jsonl</c> in the study.</summary>
public sealed record SlurmJob
{
    /// <summary>The number of the job.</summary>
    public required string Id { get; init; }

    /// <summary>The cluster, where there are several; null else.</summary>
    public string? Cluster { get; init; }

    /// <summary>How many tasks it has, numbered from 1.</summary>
    public required int Tasks { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset Submitted { get; init; }
}
