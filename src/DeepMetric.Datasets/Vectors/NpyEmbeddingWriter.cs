using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Embeddings as a <c>.npy</c> file with a table of names and labels beside it.</summary>
internal sealed class NpyEmbeddingWriter : EmbeddingWriter
{
    private readonly NpyWriter _vectors;
    private readonly AtomicFile _items;
    private readonly StreamWriter _text;

    public NpyEmbeddingWriter(string path, int dimension)
        : base(dimension)
    {
        _vectors = NpyWriter.ForVectors(path, dimension);
        try
        {
            _items = new(SidecarOf(path));
        }
        catch
        {
            _vectors.Dispose();
            throw;
        }

        _text = new(_items.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        _text.WriteLine("path,label");
    }

    private protected override void AppendCore(string name, string label, ReadOnlySpan<float> embedding)
    {
        _vectors.Append(embedding);
        CsvText.Write(_text, name);
        _text.Write(',');
        CsvText.Write(_text, label);
        _text.WriteLine();
    }

    private protected override void CompleteCore()
    {
        _text.Flush();
        // The table first: whoever sees the vectors finds their names too.
        _items.Commit();
        _vectors.Complete();
    }

    protected override void Dispose(bool disposing)
    {
        _items.Dispose();
        _vectors.Dispose();
    }
}
