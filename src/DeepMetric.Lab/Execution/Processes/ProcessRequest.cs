namespace DeepMetric.Lab.Execution.Processes;

/// <summary>A process to start.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
public sealed record ProcessRequest(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The file that both outputs are appended to; null to keep them for <see cref="ProcessEnd"/>.</summary>
    public string? Log { get; init; }
}
