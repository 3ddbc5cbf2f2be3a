using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Copies a folder with the same care as an archive: links, over-long paths and such as differ by letter case alone are refused.</summary>
internal static class FolderCopy
{
    /// <summary>Lists the files, sorted by path, and sums up their bytes.</summary>
    /// <exception cref="InvalidDataException">Something in the folder is refused.</exception>
    public static FolderContent Scan(string folder, ExtractionOptions options, CancellationToken cancellation)
    {
        options.Check();
        var names = new EntryNames(options.MaxPathLength, OperatingSystem.IsWindows());
        var everything = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = 0, IgnoreInaccessible = false };
        var folders = new Stack<string>([""]);
        var files = new List<string>();
        long bytes = 0;
        while (folders.TryPop(out string? below))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (FileSystemInfo item in new DirectoryInfo(Path.Combine(folder, below)).EnumerateFileSystemInfos("*", everything))
            {
                string path = below.Length == 0 ? item.Name : $"{below}/{item.Name}";
                Exception Error(string expected, string found) => ArchiveReader.Error(folder, path, null, expected, found, null);
                bool isFolder = item is DirectoryInfo;
                if (item.LinkTarget is not null || (item.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) != 0)
                {
                    throw Error("files and folders", item.LinkTarget is null ? "something else" : "a symbolic link");
                }

                names.Admit(path, isFolder, Error);
                if (isFolder)
                {
                    folders.Push(path);
                    continue;
                }

                files.Add(path);
                bytes += ((FileInfo)item).Length;
                if (files.Count > options.MaxEntries || bytes > options.MaxBytes)
                {
                    throw Error(string.Create(CultureInfo.InvariantCulture, $"at most {options.MaxEntries} files of {options.MaxBytes} bytes together"), "more");
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        return new(files, bytes, names.NonPortable);
    }

    public static void Copy(string folder, IEnumerable<string> files, string target, Action<long> copied, CancellationToken cancellation)
    {
        foreach (string path in files)
        {
            cancellation.ThrowIfCancellationRequested();
            string place = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(Path.Combine(folder, path), place);
            copied(new FileInfo(place).Length);
        }
    }
}
