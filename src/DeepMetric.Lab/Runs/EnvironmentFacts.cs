namespace DeepMetric.Lab.Runs;

/// <summary>Where and with what a run was made; the run folder's <c>environment.json</c>.</summary>
public sealed record EnvironmentFacts
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-environment/1";

    /// <summary>Versions by name, in the order to show, e.g. DeepMetric, .NET, TorchSharp, libtorch.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The operating system.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The processor's name; null where the system does not tell.</summary>
    public string? Cpu { get; init; }

    /// <summary>Logical processors that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>The widest vector instructions available, e.g. <c>AVX2</c>.</summary>
    public required string Simd { get; init; }

    /// <summary>Threads used.</summary>
    public required int Threads { get; init; }

    /// <summary>The device trained on, e.g. <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The commit of the source that ran; null where it is not known.</summary>
    public string? GitCommit { get; init; }

    /// <summary>When the run was started (of a resumed run: the last time).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The command that was given.</summary>
    public required string Command { get; init; }
}
