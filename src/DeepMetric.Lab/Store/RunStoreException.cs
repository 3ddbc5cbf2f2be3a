namespace DeepMetric.Lab.Store;

/// <summary>A file or folder of a run could not be read, written or used; the message is one sentence that names it and the reason.</summary>
public sealed class RunStoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder concerned.</param>
    /// <param name="message">One sentence that names it and the reason.</param>
    /// <param name="inner">What the system reported; null when nothing did.</param>
    public RunStoreException(string path, string message, Exception? inner = null)
        : base(message, inner)
    {
        StorePath = path;
    }

    /// <summary>The file or folder concerned.</summary>
    public string StorePath { get; }

    /// <summary>Whether an exception is one that file systems raise.</summary>
    internal static bool IsFromFileSystem(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Words an error of the file system as "Cannot (verb) 'path': (reason)."; an exception that is worded already stays as it is.</summary>
    internal static RunStoreException From(string verb, string path, Exception exception) =>
        exception as RunStoreException ?? new RunStoreException(path, $"Cannot {verb} '{path}': {IoReason.Of(exception)}.", exception);
}
