using System.Reflection;

namespace DeepMetric.Cli;

/// <summary>Words an exception as the one line that a user sees.</summary>
internal static class ErrorLine
{
    /// <summary>The message of the exception that tells the reason, on one line.</summary>
    public static string Of(Exception exception)
    {
        Exception cause = exception;
        while (cause is TypeInitializationException or TargetInvocationException or AggregateException && cause.InnerException is Exception inner)
        {
            cause = inner;
        }

        string message = cause.Message;
        if (cause is ArgumentException { ParamName: string parameter })
        {
            // The name of a parameter means something to a programmer only.
            message = message.Replace($" (Parameter '{parameter}')", string.Empty, StringComparison.Ordinal);
        }

        string line = string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length > 0 ? line : cause.GetType().Name;
    }
}
