using System.Globalization;
using System.Text.Json;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution;

/// <summary>The claim files of a unit's folder: <c>claim-1.json</c>, <c>claim-2.json</c> ... of which the highest counts.</summary>
internal static class ClaimFiles
{
    private const string Prefix = "claim-";
    private const string Extension = ".json";

    /// <summary>A generation's file.</summary>
    public static string PathOf(string folder, int generation) => Path.Combine(folder, $"{Prefix}{generation.ToString(CultureInfo.InvariantCulture)}{Extension}");

    /// <summary>The generations there are, ascending.</summary>
    public static int[] Generations(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, $"{Prefix}*{Extension}").Select(GenerationOf).Where(generation => generation > 0).Order()];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("read", folder, exception);
        }
    }

    /// <summary>Who owns a generation and when that was last renewed; a null owner where the file is not written whole (yet), null where it is gone.</summary>
    public static (ClaimOwner? Owner, DateTime Renewed)? Read(string path)
    {
        try
        {
            // Opening makes a network file system ask its server, so the time is not one from a cache.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            DateTime renewed = File.GetLastWriteTimeUtc(stream.SafeFileHandle);
            try
            {
                return (JsonSerializer.Deserialize<ClaimOwner>(stream, LabJson.Indented), renewed);
            }
            catch (JsonException)
            {
                return (null, renewed);
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("read", path, exception);
        }
    }

    /// <summary>Makes a generation's file, if none is there; null if another process was faster.</summary>
    public static FileStream? TryCreate(string folder, int generation)
    {
        string path = PathOf(folder, generation);
        try
        {
            // O_EXCL: exactly one of many succeeds, on NFS since its version 3 too.
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException exception) when (IsThere(exception))
        {
            return null;
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write", path, exception);
        }
    }

    /// <summary>Removes generations; what cannot be removed stays, since only the highest counts.</summary>
    public static void Remove(string folder, IEnumerable<int> generations)
    {
        foreach (int generation in generations)
        {
            try
            {
                File.Delete(PathOf(folder, generation));
            }
            catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
            {
                return;
            }
        }
    }

    /// <summary>Whether making a file failed because it is there, or was at that moment: EEXIST on Unix, two codes on Windows.</summary>
    private static bool IsThere(IOException exception) => (exception.HResult & 0xFFFF) switch
    {
        17 => !OperatingSystem.IsWindows(),
        0x50 or 0xB7 => OperatingSystem.IsWindows(),
        _ => false,
    };

    private static int GenerationOf(string path) =>
        int.TryParse(Path.GetFileName(path).AsSpan()[Prefix.Length..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int generation) ? generation : 0;
}
