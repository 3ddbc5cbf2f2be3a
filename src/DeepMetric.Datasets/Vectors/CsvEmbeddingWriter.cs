using System.Globalization;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Embeddings as a table in text: path, label, e0, e1 and so on; each number is written so that it reads back the same.</summary>
internal sealed class CsvEmbeddingWriter : EmbeddingWriter
{
    private readonly AtomicFile _file;
    private readonly StreamWriter _text;

    public CsvEmbeddingWriter(string path, int dimension)
        : base(dimension)
    {
        _file = new(path);
        _text = new(_file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        _text.Write("path,label");
        for (int i = 0; i < dimension; i++)
        {
            _text.Write(string.Create(CultureInfo.InvariantCulture, $",e{i}"));
        }

        _text.WriteLine();
    }

    private protected override void AppendCore(string name, string label, ReadOnlySpan<float> embedding)
    {
        CsvText.Write(_text, name);
        _text.Write(',');
        CsvText.Write(_text, label);
        Span<char> number = stackalloc char[32];
        foreach (float value in embedding)
        {
            _text.Write(',');
            value.TryFormat(number, out int length, "R", CultureInfo.InvariantCulture);
            _text.Write(number[..length]);
        }

        _text.WriteLine();
    }

    private protected override void CompleteCore()
    {
        _text.Flush();
        _file.Commit();
    }

    protected override void Dispose(bool disposing) => _file.Dispose();
}
