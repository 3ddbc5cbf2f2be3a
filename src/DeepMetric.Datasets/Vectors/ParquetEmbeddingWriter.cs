using Parquet;
using Parquet.Schema;

namespace DeepMetric.Datasets;

/// <summary>Embeddings as a Parquet file: path, label, and embedding, a list of numbers; a row group at a time.</summary>
internal sealed class ParquetEmbeddingWriter : EmbeddingWriter
{
    // Row groups of about 16 MiB: large enough to read fast, small enough to hold.
    private const int NumbersOfGroup = 4 << 20;

    private readonly AtomicFile _file;
    private readonly ParquetWriter _writer;
    private readonly ParquetSchema _schema;
    private readonly List<string> _paths = [];
    private readonly List<string> _labels = [];
    private readonly List<float> _numbers = [];
    private readonly int _rowsOfGroup;

    public ParquetEmbeddingWriter(string path, int dimension)
        : base(dimension)
    {
        _file = new(path);
        _rowsOfGroup = Math.Max(1, NumbersOfGroup / dimension);
        _schema = new(new DataField<string>("path", nullable: false), new DataField<string>("label", nullable: false), new ListField("embedding", new DataField<float>("element", nullable: false)));
        _writer = ParquetWriter.CreateAsync(_schema, _file.Stream).GetAwaiter().GetResult();
    }

    private protected override void AppendCore(string name, string label, ReadOnlySpan<float> embedding)
    {
        _paths.Add(name);
        _labels.Add(label);
        _numbers.AddRange(embedding);
        if (_paths.Count == _rowsOfGroup)
        {
            WriteGroup();
        }
    }

    private protected override void CompleteCore()
    {
        if (_paths.Count > 0)
        {
            WriteGroup();
        }

        // Disposing the writer writes the end of the file; the stream stays open.
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Commit();
    }

    protected override void Dispose(bool disposing) => _file.Dispose();

    private void WriteGroup()
    {
        DataField[] fields = _schema.GetDataFields();
        var starts = new int[_numbers.Count];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = i % Dimension == 0 ? 0 : 1;
        }

        // No list and no number is missing.
        var whole = new int[_numbers.Count];
        Array.Fill(whole, fields[2].MaxDefinitionLevel);
        using (ParquetRowGroupWriter group = _writer.CreateRowGroup())
        {
            group.WriteAsync(fields[0], _paths).GetAwaiter().GetResult();
            group.WriteAsync(fields[1], _labels).GetAwaiter().GetResult();
            group.WriteAllPartsAsync<float>(fields[2], _numbers.ToArray(), whole, starts, CancellationToken.None).GetAwaiter().GetResult();
            group.CompleteValidate();
        }

        _paths.Clear();
        _labels.Clear();
        _numbers.Clear();
    }
}
