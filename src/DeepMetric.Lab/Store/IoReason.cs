namespace DeepMetric.Lab.Store;

/// <summary>Says in a few words why an operation on a file failed.</summary>
internal static class IoReason
{
    // On Unix an IOException without a type of its own carries errno as its HResult; on Windows the low word is the system's error code.
    private const int NoSpaceUnix = 28;
    private const int ReadOnlyUnix = 30;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int WriteProtectedWindows = 0x13;
    private const int SharingViolationWindows = 0x20;
    private const int HandleDiskFullWindows = 0x27;
    private const int DiskFullWindows = 0x70;

    internal static string Of(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "its folder does not exist",
        FileNotFoundException => "it does not exist",
        PathTooLongException => "the path is too long",
        UnauthorizedAccessException => "access is denied",
        _ when OperatingSystem.IsWindows() => OnWindows(exception),
        _ => OnUnix(exception),
    };

    private static string OnWindows(Exception exception) => (exception.HResult & 0xFFFF) switch
    {
        HandleDiskFullWindows or DiskFullWindows => "the disk is full",
        WriteProtectedWindows => "the file system is read-only",
        SharingViolationWindows => "another process uses it",
        _ => Own(exception),
    };

    private static string OnUnix(Exception exception) => exception.HResult switch
    {
        NoSpaceUnix => "the disk is full",
        ReadOnlyUnix => "the file system is read-only",
        QuotaLinux when OperatingSystem.IsLinux() => "the disk quota is used up",
        QuotaMac when OperatingSystem.IsMacOS() => "the disk quota is used up",
        _ => Own(exception),
    };

    /// <summary>The system's own words, without the path that some of them repeat and without a full stop.</summary>
    private static string Own(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        int path = message.IndexOf(" : '", StringComparison.Ordinal);
        return (path > 0 ? message[..path] : message).TrimEnd('.', ' ');
    }
}
