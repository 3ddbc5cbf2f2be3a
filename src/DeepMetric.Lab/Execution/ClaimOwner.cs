namespace DeepMetric.Lab.Execution;

/// <summary>Who holds a claim: the content of a claim file.</summary>
public sealed record ClaimOwner
{
    /// <summary>A name that no other claim has.</summary>
    public required string Id { get; init; }

    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>The process.</summary>
    public required ProcessIdentity Process { get; init; }

    /// <summary>The Slurm job that the process belongs to, e.g. <c>4711_3</c>; null outside Slurm.</summary>
    public string? SlurmJob { get; init; }

    /// <summary>When the claim was taken, by the host's clock; for people, no decision rests on it.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Whether the owner gave the unit back.</summary>
    public bool Released { get; init; }

    /// <summary>The owner in a few words, e.g. <c>process 4711 on node-3 (Slurm job 12_1)</c>.</summary>
    public override string ToString() => $"process {Process.Id} on {Host}{(SlurmJob is null ? string.Empty : $" (Slurm job {SlurmJob})")}";

    /// <summary>This process as the owner of a new claim.</summary>
    internal static ClaimOwner Current(TimeProvider time) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Host = Environment.MachineName,
        Process = ProcessIdentity.Current,
        SlurmJob = SlurmTaskId.Current,
        Taken = time.GetUtcNow(),
    };
}
