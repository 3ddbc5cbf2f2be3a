namespace DeepMetric.Datasets;

/// <summary>An image that cannot be read: the message names the file and what is wrong with it.</summary>
/// <param name="file">The file.</param>
/// <param name="reason">What was expected and what was found.</param>
/// <param name="cause">What noticed it, if it was an error.</param>
public sealed class ImageFileException(string file, string reason, Exception? cause = null) : IOException($"{file}: {reason}", cause)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What was expected and what was found.</summary>
    public string Reason { get; } = reason;
}
