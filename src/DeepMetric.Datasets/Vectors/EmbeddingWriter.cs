namespace DeepMetric.Datasets;

/// <summary>Writes embeddings item by item, as <c>.npy</c>, CSV or Parquet; <see cref="VectorTable"/> reads each of them back.</summary>
/// <remarks>
/// Files are written beside their place and get their names in <see cref="Complete"/>; disposing without it leaves nothing behind.
/// </remarks>
public abstract class EmbeddingWriter : IDisposable
{
    /// <summary>What stands in the place of a label where an item has no class; read back as an outlier.</summary>
    public const string NoClass = "?";

    private bool _isComplete;

    private protected EmbeddingWriter(int dimension) => Dimension = dimension;

    /// <summary>The numbers of each embedding, d.</summary>
    public int Dimension { get; }

    /// <summary>The number of items so far.</summary>
    public long Count { get; private set; }

    /// <summary>Starts a file.</summary>
    /// <param name="path">
    /// The file, whose extension says the format: <c>.npy</c> (with a table of names and labels beside it, <see cref="SidecarOf"/>),
    /// <c>.parquet</c> (columns path, label and a list of numbers, embedding) or <c>.csv</c> (columns path, label, e0, e1 and so on).
    /// </param>
    /// <param name="dimension">The numbers of each embedding, d.</param>
    /// <exception cref="ArgumentException">The extension is another one, or d is below 1.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static EmbeddingWriter Create(string path, int dimension)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".NPY" => new NpyEmbeddingWriter(path, dimension),
            ".CSV" => new CsvEmbeddingWriter(path, dimension),
            ".PARQUET" or ".PQ" => new ParquetEmbeddingWriter(path, dimension),
            string other => throw new ArgumentException($"Expected a file name that ends in .npy, .csv or .parquet, found \"{other}\" in {path}.", nameof(path)),
        };
    }

    /// <summary>Whether a file's extension is one that <see cref="Create"/> takes.</summary>
    /// <param name="path">The file.</param>
    public static bool Takes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() is ".NPY" or ".CSV" or ".PARQUET" or ".PQ";
    }

    /// <summary>The table of names and labels beside a <c>.npy</c> file: <c>x.items.csv</c> for <c>x.npy</c>.</summary>
    /// <param name="path">The <c>.npy</c> file.</param>
    public static string SidecarOf(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Path.ChangeExtension(path, ".items.csv");
    }

    /// <summary>Writes one item.</summary>
    /// <param name="name">What it was made from, such as the path of an image.</param>
    /// <param name="label">The name of its class; <see cref="NoClass"/> where it has none.</param>
    /// <param name="embedding">Its numbers, <c>[d]</c>, finite.</param>
    /// <exception cref="ArgumentException">The label is empty, the length is not d, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">The file is complete.</exception>
    public void Append(string name, string label, ReadOnlySpan<float> embedding)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        ThrowIfComplete();
        if (embedding.Length != Dimension)
        {
            throw new ArgumentException($"Expected an embedding of shape [{Dimension}], found [{embedding.Length}] for {name}.", nameof(embedding));
        }

        foreach (float value in embedding)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException($"Expected finite numbers, found {value} for {name}.", nameof(embedding));
            }
        }

        AppendCore(name, label, embedding);
        Count++;
    }

    /// <summary>Writes what is left, flushes to the disk and gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">The file is complete already.</exception>
    public void Complete()
    {
        ThrowIfComplete();
        CompleteCore();
        _isComplete = true;
    }

    /// <summary>Closes the file, and deletes it unless it is complete.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected abstract void AppendCore(string name, string label, ReadOnlySpan<float> embedding);

    private protected abstract void CompleteCore();

    /// <summary>Closes the files.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);

    private void ThrowIfComplete()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("The file is complete.");
        }
    }
}
