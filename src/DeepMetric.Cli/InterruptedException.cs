namespace DeepMetric.Cli;

/// <summary>A command was stopped by the user; the message says how to go on.</summary>
internal sealed class InterruptedException(string message) : Exception(message);
