namespace DeepMetric.Weights;

/// <summary>Several safetensors files in one folder that an index (<c>model.safetensors.index.json</c>) makes one set of weights.</summary>
/// <remarks>The index maps names of tensors to names of files: <c>{"metadata": {...}, "weight_map": {"name": "file"}}</c>. Tensors it does not name are not seen.</remarks>
public sealed class SafetensorsIndex : WeightSource
{
    private const int Depth = 16;
    private const string MapName = "weight_map";

    private readonly Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> _places;
    private readonly SafetensorsFile[] _files;

    private SafetensorsIndex(string path, Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> places, SafetensorsFile[] files)
    {
        Path = path;
        _places = places;
        _files = files;
        Entries = places.ToDictionary(place => place.Key, place => place.Value.Entry, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <inheritdoc/>
    /// <remarks>The first file's.</remarks>
    public override IReadOnlyDictionary<string, string> Metadata => _files.Length > 0 ? _files[0].Metadata : new Dictionary<string, string>();

    /// <summary>Opens an index and all files it names.</summary>
    /// <param name="path">The index.</param>
    /// <exception cref="InvalidDataException">The index or a file is damaged, a file is missing or outside the folder, or lacks a tensor.</exception>
    public static new SafetensorsIndex Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Dictionary<string, (string File, long Offset)> map = Read(path);
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var files = new SortedDictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        try
        {
            var places = new Dictionary<string, (SafetensorsFile File, TensorEntry Entry)>(StringComparer.Ordinal);
            foreach ((string name, (string fileName, long offset)) in map)
            {
                if (!files.TryGetValue(fileName, out SafetensorsFile? file))
                {
                    files.Add(fileName, file = OpenPart(path, folder, fileName, offset));
                }

                places.Add(name, file.Entries.TryGetValue(name, out TensorEntry? entry)
                    ? (file, entry)
                    : throw Damage.At(path, offset, $"a tensor {Damage.Quote(name)} in {Damage.Quote(fileName)}", "none"));
            }

            return new SafetensorsIndex(path, places, [.. files.Values]);
        }
        catch
        {
            foreach (SafetensorsFile file in files.Values)
            {
                file.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (SafetensorsFile file in _files)
            {
                file.Dispose();
            }
        }
    }

    private protected override (SafetensorsFile File, TensorEntry Entry) Locate(TensorEntry entry) => _places[entry.Name];

    private static SafetensorsFile OpenPart(string path, string folder, string fileName, long offset)
    {
        bool plain = fileName.Length > 0 && fileName is not ("." or "..") && fileName.AsSpan().IndexOfAny("/\\:\0") < 0;
        if (!plain)
        {
            throw Damage.At(path, offset, "the name of a file in the index's own folder", Damage.Quote(fileName));
        }

        string part = System.IO.Path.Combine(folder, fileName);
        return File.Exists(part) ? SafetensorsFile.Open(part) : throw Damage.At(path, offset, $"a file {part}", "none");
    }

    private static Dictionary<string, (string File, long Offset)> Read(string path)
    {
        using var file = new MappedFile(path);
        if (file.Length > SafetensorsHeader.Longest)
        {
            throw Damage.At(path, SafetensorsHeader.Longest, $"an index of at most {SafetensorsHeader.Longest} bytes", $"a file of {file.Length}");
        }

        ReadOnlySpan<byte> text = file.Span(0, (int)file.Length);
        SafetensorsHeader.RequireUtf8(text, path, 0);
        Dictionary<string, (string File, long Offset)>? map = null;
        var tokens = new HeaderTokens(text, path, 0, Depth);
        tokens.Enter("the index");
        while (tokens.NextName(out string name))
        {
            if (name != MapName)
            {
                tokens.SkipValue();
                continue;
            }

            if (map is not null)
            {
                throw Damage.At(path, tokens.Offset, $"one {MapName}", "a second one");
            }

            map = ReadMap(ref tokens, path);
        }

        tokens.End();
        return map ?? throw Damage.At(path, file.Length, $"a {MapName}", "none");
    }

    private static Dictionary<string, (string File, long Offset)> ReadMap(ref HeaderTokens tokens, string path)
    {
        var map = new Dictionary<string, (string File, long Offset)>(StringComparer.Ordinal);
        tokens.Enter($"the {MapName}");
        while (tokens.NextName(out string tensor))
        {
            long at = tokens.Offset;
            if (!map.TryAdd(tensor, (tokens.NextText($"the file of {Damage.Quote(tensor)}"), at)))
            {
                throw Damage.At(path, at, $"one tensor {Damage.Quote(tensor)}", "a second one");
            }
        }

        return map;
    }
}
