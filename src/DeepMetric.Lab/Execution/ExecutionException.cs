namespace DeepMetric.Lab.Execution;

/// <summary>Workers could not be started, asked about or stopped; the message says why and what to do.</summary>
public sealed class ExecutionException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="inner">What the system reported; null when nothing did.</param>
    public ExecutionException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
