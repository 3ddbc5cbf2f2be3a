using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepMetric.Weights;

/// <summary>Copies a TorchScript archive for libtorch, having checked it.</summary>
/// <remarks>
/// Some errors of libtorch's loader pass through TorchSharp's native layer and end the process: a program that does not compile, because its text is
/// damaged, a part of it is not found, or it uses operators of a library that is not there. So checksums, which libtorch does not look at, references and
/// operators are checked first, and libtorch gets a plain copy, in which nothing is left that two readers of zip archives could see differently.
/// </remarks>
internal static partial class TorchScriptArchive
{
    private const long MostInflated = 64 << 20;
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Namespaces of operators that libtorch itself has; "torch.x" in a program is one of aten.
    private static readonly string[] Known = ["aten", "prim", "prims", "quantized", "_quantized", "prepacked", "mkldnn", "sparse", "rnn", "c10d", "profiler", "static_runtime", "tensorexpr", "inductor"];
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (sum, _) => (sum >> 1) ^ ((sum & 1) * 0xEDB88320u)))];

    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    /// <summary>Checks an archive and writes its copy.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Where the copy goes; seekable.</param>
    /// <exception cref="InvalidDataException">It is no TorchScript archive, is damaged, or needs operators that libtorch does not have.</exception>
    public static void Copy(string path, Stream target)
    {
        using FileStream stream = File.OpenRead(path);
        RequireZip(stream, path);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            using var copy = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
            ZipArchiveEntry[] entries = [.. archive.Entries.Where(entry => !entry.FullName.EndsWith('/'))];
            string root = RootOf(entries, path);

            // Programs by module, as they refer to each other: "x/code/__torch__/a/b.py" is "__torch__.a.b".
            var modules = new Dictionary<string, string>(StringComparer.Ordinal);
            string data = "";
            foreach (ZipArchiveEntry entry in entries)
            {
                string name = entry.FullName[root.Length..];
                Match program = Program().Match(name);
                bool isData = name is "data.pkl" or "constants.pkl";
                string text = CopyEntry(entry, copy, program.Success || isData, path, stream.Length);
                data += isData ? text : "";
                if (program.Success)
                {
                    modules[program.Groups[1].Value.Replace('/', '.')] = text;
                }
            }

            foreach (Match type in DataType().Matches(data))
            {
                Require(type.Groups[1].Value, modules, "data.pkl", path);
            }

            foreach ((string module, string program) in modules)
            {
                CheckProgram(module, program, modules, path);
            }
        }
        catch (InvalidDataException problem) when (!problem.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw Unreadable(path, problem);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException or OverflowException or EndOfStreamException)
        {
            throw Unreadable(path, problem);
        }
    }

    /// <summary>The folder that all entries are in, with its slash.</summary>
    private static string RootOf(ZipArchiveEntry[] entries, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        string root = entries.Length > 0 ? entries[0].FullName[..(entries[0].FullName.IndexOf('/', StringComparison.Ordinal) + 1)] : "";
        foreach (string name in entries.Select(entry => entry.FullName))
        {
            if (root.Length == 0 || !name.StartsWith(root, StringComparison.Ordinal) || !names.Add(name))
            {
                throw new InvalidDataException($"{path}: expected entries of different names in one folder, found {Damage.Quote(name)}.");
            }
        }

        return names.Contains(root + "constants.pkl") && names.Contains(root + "data.pkl")
            ? root
            : throw new InvalidDataException($"{path}: expected a TorchScript archive with constants.pkl and data.pkl, found a zip archive without; weights of torch.save are converted to safetensors instead.");
    }

    private static void RequireZip(FileStream stream, string path)
    {
        Span<byte> start = stackalloc byte[Zip.Length];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start.SequenceEqual(Zip))
        {
            throw Damage.At(path, 0, "a TorchScript archive, which begins with 'PK'", length < start.Length ? $"a file of {length} bytes" : $"0x{Convert.ToHexString(start)}");
        }
    }

    /// <summary>Copies an entry, checks its length and checksum, and gives its text if it is asked for; bytes that are no text come as other characters.</summary>
    private static string CopyEntry(ZipArchiveEntry entry, ZipArchive copy, bool isText, string path, long fileLength)
    {
        if (entry.Length > Math.Max(MostInflated, isText ? 0 : fileLength))
        {
            throw new InvalidDataException($"{path}: expected an entry {Damage.Quote(entry.FullName)} that fits the file, found one of {entry.Length.ToString(CultureInfo.InvariantCulture)} bytes.");
        }

        using var text = new MemoryStream();
        uint sum = uint.MaxValue;
        long length = 0;
        byte[] buffer = new byte[1 << 16];
        ZipArchiveEntry copied = copy.CreateEntry(entry.FullName, CompressionLevel.NoCompression);
        copied.LastWriteTime = Epoch;
        using (Stream content = entry.Open())
        using (Stream target = copied.Open())
        {
            for (int read; length <= entry.Length && (read = content.Read(buffer)) > 0; length += read)
            {
                sum = Crc(sum, buffer.AsSpan(0, read));
                target.Write(buffer, 0, read);
                if (isText)
                {
                    text.Write(buffer, 0, read);
                }
            }
        }

        return length == entry.Length && ~sum == entry.Crc32
            ? Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length)
            : throw new InvalidDataException($"{path}: expected an entry {Damage.Quote(entry.FullName)} with the checksum 0x{entry.Crc32:X8}, found 0x{~sum:X8}.");
    }

    /// <summary>Checks that a program asks for nothing that is neither in the archive nor in libtorch.</summary>
    private static void CheckProgram(string module, string program, Dictionary<string, string> modules, string path)
    {
        if (Operator().Matches(program).FirstOrDefault(match => !Known.Contains(match.Groups[1].Value, StringComparer.Ordinal)) is { } foreign)
        {
            throw new InvalidDataException($"{path}: expected a program of libtorch's own operators, found {Damage.Quote(foreign.Value)} in {Damage.Quote(module)}.");
        }

        foreach (Match reference in Reference().Matches(program))
        {
            string outer = Outer(reference.Value);
            Require(modules.ContainsKey(Outer(outer)) ? Outer(outer) : outer, modules, module, path);
        }
    }

    private static void Require(string name, Dictionary<string, string> modules, string user, string path)
    {
        if (!modules.ContainsKey(name))
        {
            throw new InvalidDataException($"{path}: expected all that {Damage.Quote(user)} uses, found no {Damage.Quote(name)}.");
        }
    }

    private static string Outer(string name) => name.LastIndexOf('.') is > 0 and int dot ? name[..dot] : name;

    private static uint Crc(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return sum;
    }

    private static InvalidDataException Unreadable(string path, Exception problem) =>
        new($"{path}: expected a TorchScript archive, found a damaged zip archive: {problem.Message}", problem);

    [GeneratedRegex(@"^code/([A-Za-z0-9_/]+)\.py$", RegexOptions.CultureInvariant)]
    private static partial Regex Program();

    [GeneratedRegex(@"c(__torch__(?:\.\w+)*)\n\w+\n", RegexOptions.CultureInvariant)]
    private static partial Regex DataType();

    [GeneratedRegex(@"(?<![\w.])ops\.([A-Za-z_]\w*)\.[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex Operator();

    [GeneratedRegex(@"(?<![\w.])__torch__(?:\.\w+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
