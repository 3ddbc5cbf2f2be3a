using Microsoft.Win32.SafeHandles;

namespace DeepMetric.Datasets;

/// <summary>A file that is being written into a fresh folder; it must not exist there.</summary>
internal sealed class ExtractedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private long _length;

    private ExtractedFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Starts a file and the folders above it.</summary>
    /// <param name="folder">The folder that everything is written into.</param>
    /// <param name="path">A checked path in it, with '/'.</param>
    public static ExtractedFile Create(string folder, string path)
    {
        string whole = Path.Combine(folder, path);
        if (path.Contains('/'))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        }

        return new(File.OpenHandle(whole, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle, bytes, _length);
        _length += bytes.Length;
    }

    public void Dispose() => _handle.Dispose();
}
