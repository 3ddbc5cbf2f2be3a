using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Whether something fits on a disk.</summary>
internal static class DiskSpace
{
    // A disk that is filled to its last byte troubles everything else that runs.
    private const long Reserve = 64L << 20;

    public static long FreeBytes(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <exception cref="IOException">It does not fit.</exception>
    public static void Expect(long needed, string folder, Func<string, long> freeBytes)
    {
        long free = freeBytes(folder);
        if (needed > free - Reserve)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"{folder}: expected at least {needed} free bytes and {Reserve} to spare, found {free}."));
        }
    }
}
