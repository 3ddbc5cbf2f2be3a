using System.Buffers;
using System.Globalization;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Turns the names of entries into paths that stay inside a folder, each used once; anything else is refused.</summary>
/// <remarks>
/// Refused: absolute paths, "..", drive letters, backslashes, NUL and other control characters, parts of more than 255 bytes, more than 64 parts, a path used twice
/// (a folder may be named again), paths that differ by letter case alone, and a file where a folder was or the other way round.
/// </remarks>
internal sealed class EntryNames
{
    private const int MaxPartBytes = 255;
    private const int MaxParts = 64;
    private static readonly string[] _reserved = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    private static readonly SearchValues<char> _notOnWindows = SearchValues.Create("<>:\"|?*");

    private readonly Dictionary<string, (string Path, bool IsFolder)> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _maxLength;
    private readonly bool _refuseNonPortable;

    /// <param name="maxLength">The most characters of a path.</param>
    /// <param name="refuseNonPortable">Whether names that Windows cannot hold are refused and not only counted.</param>
    public EntryNames(int maxLength, bool refuseNonPortable)
    {
        _maxLength = maxLength;
        _refuseNonPortable = refuseNonPortable;
    }

    public long Folders { get; private set; }

    public long NonPortable { get; private set; }

    /// <summary>Checks a name and remembers it.</summary>
    /// <returns>The path with '/', or null for the folder that holds everything ("./").</returns>
    /// <param name="name">The name as the archive has it.</param>
    /// <param name="isFolder">Whether it names a folder.</param>
    /// <param name="error">Makes the exception out of what was expected and what was found.</param>
    public string? Admit(string name, bool isFolder, Func<string, string, Exception> error)
    {
        string[] parts = Split(name, isFolder, error);
        if (parts.Length == 0)
        {
            return isFolder ? null : throw error("the name of a file", "none");
        }

        if (parts.Any(IsNonPortable))
        {
            NonPortable++;
            if (_refuseNonPortable)
            {
                throw error("a name that Windows can hold", "one that it cannot");
            }
        }

        string path = parts[0];
        for (int i = 0; i < parts.Length; i++)
        {
            path = i == 0 ? path : $"{path}/{parts[i]}";
            Register(path, isFolder || i < parts.Length - 1, isLast: i == parts.Length - 1, error);
        }

        return path;
    }

    private string[] Split(string name, bool isFolder, Func<string, string, Exception> error)
    {
        if (name.Length > _maxLength)
        {
            throw error(string.Create(CultureInfo.InvariantCulture, $"a path of at most {_maxLength} characters"), string.Create(CultureInfo.InvariantCulture, $"{name.Length}"));
        }

        if (name.Length == 0 || name.AsSpan().ContainsAnyInRange('\0', '\x1F') || name.Contains('\x7F') || name.Contains('\\'))
        {
            throw error("a path without control characters and backslashes", name.Length == 0 ? "an empty one" : "one with such");
        }

        if (name[0] == '/' || (name.Length >= 2 && name[1] == ':' && char.IsAsciiLetter(name[0])))
        {
            throw error("a relative path", name[0] == '/' ? "an absolute one" : "a drive letter");
        }

        string[] parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Contains(".."))
        {
            throw error("a path that stays inside the archive", "\"..\"");
        }

        if (!isFolder && name.EndsWith("/.", StringComparison.Ordinal))
        {
            throw error("the name of a file", "\".\"");
        }

        if (parts.Length > MaxParts || parts.Any(part => Encoding.UTF8.GetByteCount(part) > MaxPartBytes))
        {
            throw error($"at most {MaxParts} parts of at most {MaxPartBytes} bytes", "more");
        }

        return [.. parts.Where(part => part != ".")];
    }

    private void Register(string path, bool isFolder, bool isLast, Func<string, string, Exception> error)
    {
        if (!_seen.TryGetValue(path, out (string Path, bool IsFolder) known))
        {
            _seen.Add(path, (path, isFolder));
            Folders += isFolder ? 1 : 0;
            return;
        }

        if (known.Path != path)
        {
            throw error("paths that differ by more than letter case", $"\"{ArchiveReader.Printable(known.Path)}\" and \"{ArchiveReader.Printable(path)}\"");
        }

        if (known.IsFolder != isFolder || (isLast && !isFolder))
        {
            throw error("each path once", known.IsFolder == isFolder ? "a second entry of this path" : $"\"{ArchiveReader.Printable(path)}\" as a file and as a folder");
        }
    }

    private static bool IsNonPortable(string part)
    {
        if (part[^1] is '.' or ' ' || part.AsSpan().ContainsAny(_notOnWindows))
        {
            return true;
        }

        string stem = part.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        return _reserved.Contains(stem)
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³');
    }
}
