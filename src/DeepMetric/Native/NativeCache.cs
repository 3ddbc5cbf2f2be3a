using System.Security.Cryptography;

namespace DeepMetric.Native;

/// <summary>Keeps edited native libraries in a folder of the user's own, named by their content.</summary>
internal static class NativeCache
{
    /// <summary>Stores a library, unless the very same bytes are there already, and tells where.</summary>
    /// <exception cref="PlatformNotSupportedException">No folder could be written to; the message names all that were tried.</exception>
    public static string Store(byte[] library, string fileName)
    {
        string id = Convert.ToHexStringLower(SHA256.HashData(library))[..16];
        var tried = new List<string>();
        foreach (string root in Roots())
        {
            string folder = Path.Combine(root, "deepmetric", "native", id);
            try
            {
                return StoreIn(folder, fileName, library);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                tried.Add($"{folder} ({problem.Message})");
            }
        }

        throw new PlatformNotSupportedException(
            $"TorchSharp's native library needs a compatibility copy on this system, and no folder could hold it: {string.Join("; ", tried)}. " +
            "Set DEEPMETRIC_NATIVE_CACHE to a folder that can be written to.");
    }

    private static string StoreIn(string folder, string fileName, byte[] library)
    {
        string path = Path.Combine(folder, fileName);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(library))
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $"{fileName}.{Environment.ProcessId}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(library);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }

    private static IEnumerable<string> Roots()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DEEPMETRIC_NATIVE_CACHE"),
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
            Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : null,
            Path.Combine(Path.GetTempPath(), $"deepmetric-{Environment.UserName}"),
        ];
        return candidates.Where(candidate => !string.IsNullOrEmpty(candidate)).Select(candidate => Path.GetFullPath(candidate!));
    }
}
