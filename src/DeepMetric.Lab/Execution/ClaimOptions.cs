using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Lab.Execution;

/// <summary>How long a claim holds without a sign of life. All workers of a study have to use the same.</summary>
public sealed record ClaimOptions
{
    /// <summary>How often the holder of a claim renews it.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the last renewal may be before another worker, on any host, takes the unit over.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>These options, if they make sense.</summary>
    /// <exception cref="ValidationException">The heartbeat is not positive, or the lease is shorter than three of them.</exception>
    internal ClaimOptions Checked()
    {
        if (Heartbeat <= TimeSpan.Zero)
        {
            throw new ValidationException($"The heartbeat of a claim has to be longer than 0 s; it is {Heartbeat.TotalSeconds} s.");
        }

        // One late renewal, for a pause of the file system, must not cost the claim.
        return Lease >= 3 * Heartbeat
            ? this
            : throw new ValidationException($"The lease of a claim has to be at least 3 heartbeats ({3 * Heartbeat.TotalSeconds} s); it is {Lease.TotalSeconds} s.");
    }
}
