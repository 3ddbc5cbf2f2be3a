namespace DeepMetric.Lab.Execution.Processes;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and a signal's number where that ended it.</param>
/// <param name="Output">What it wrote to standard output; empty where that went to a log.</param>
/// <param name="Error">What it wrote to standard error; empty where that went to a log.</param>
public sealed record ProcessEnd(int ExitCode, string Output, string Error);
