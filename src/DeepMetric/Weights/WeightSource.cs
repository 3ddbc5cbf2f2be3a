using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>Named tensors on disk: they are looked up at once and read when asked for.</summary>
public abstract class WeightSource : IDisposable
{
    private const string IndexExtension = ".json";

    /// <summary>The file that was opened.</summary>
    public abstract string Path { get; }

    /// <summary>Tensors by name.</summary>
    public abstract IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>Text by name.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a safetensors file, or the index (<c>*.json</c>) of several.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is neither; for a PyTorch pickle the message says how it is converted.</exception>
    public static WeightSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path.EndsWith(IndexExtension, StringComparison.OrdinalIgnoreCase) ? SafetensorsIndex.Open(path) : SafetensorsFile.Open(path);
    }

    /// <summary>Reads a tensor into memory of its own, in the file's type, on the CPU; it belongs to the caller.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The file has no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">Its data are damaged.</exception>
    public Tensor Load(string name)
    {
        (SafetensorsFile file, TensorEntry entry) = Find(name);
        Tensor tensor = empty([.. entry.Shape], entry.Type);
        try
        {
            MappedTensors.Fill(tensor, file.Map, entry.Offset);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Copies a tensor's values into an existing one, straight from the mapped file, converted to its type, layout and device.</summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="destination">A tensor of the same shape; a parameter keeps its identity.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or the shapes or kinds of number differ.</exception>
    /// <exception cref="InvalidDataException">Its data are damaged.</exception>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        (SafetensorsFile file, TensorEntry entry) = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new ArgumentException($"Expected a tensor of shape {Damage.Shape(entry.Shape)}, that of {Damage.Quote(name)} in {Path}, found {Damage.Shape(destination.shape)}.", nameof(destination));
        }

        if (!SafetensorsTypes.Converts(entry.Type, destination.dtype))
        {
            throw new ArgumentException($"Expected a tensor that takes values of type {entry.Type}, that of {Damage.Quote(name)} in {Path}, found {destination.dtype}.", nameof(destination));
        }

        MappedTensors.Copy(destination, entry, file.Map);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected abstract void Dispose(bool disposing);

    private protected abstract (SafetensorsFile File, TensorEntry Entry) Locate(TensorEntry entry);

    private (SafetensorsFile File, TensorEntry Entry) Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out TensorEntry? entry)
            ? Locate(entry)
            : throw new ArgumentException($"Expected the name of a tensor in {Path}, found {Damage.Quote(name)}.", nameof(name));
    }
}
