using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>How a data set on the disk is verified.</summary>
public sealed record VerificationOptions
{
    /// <summary>Whether a manifest is written: where there is none, or, with <see cref="Rewrite"/>, in place of the one that is there.</summary>
    /// <value>Default true.</value>
    public bool WriteManifest { get; init; } = true;

    /// <summary>Whether the files as they are now become the manifest, after they were compared with the old one.</summary>
    /// <value>Default false.</value>
    public bool Rewrite { get; init; }

    /// <summary>How many names of each kind of difference are listed.</summary>
    /// <value>Default 10.</value>
    [Range(0, 1_000_000)]
    public int MaxNames { get; init; } = 10;

    /// <summary>The threads that hash files; the result is the same for any number.</summary>
    /// <value>Default 0: one per processor, at most 8.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Where the date in the manifest comes from.</summary>
    /// <value>Default the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
