namespace DeepMetric.Cli.Diagnosis;

/// <summary>What <c>doctor</c> is made of; tests put other parts in.</summary>
internal sealed record DoctorService
{
    /// <summary>Examines the system, with data sets looked for in the given roots.</summary>
    public required Func<IReadOnlyList<string>, DoctorReport> Examine { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
}
