namespace DeepMetric.Cli;

/// <summary>A command that cannot be right, found out before any work; the message says what was expected and found.</summary>
internal sealed class UsageException(string message) : Exception(message);
