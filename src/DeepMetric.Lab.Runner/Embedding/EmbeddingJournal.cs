using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Runner;

/// <summary>What is done of a file of embeddings: the rows in <c>FILE.part</c>, and what they were made from in <c>FILE.part.jsonl</c>.</summary>
/// <remarks>
/// A block counts once its line is written. The line has a SHA-256 of the rows, so that a block that reached the disk in part is told from a whole one
/// and is computed again.
/// </remarks>
internal sealed class EmbeddingJournal : IDisposable
{
    private readonly string _log;
    private readonly int _dimension;
    private readonly FileStream _rows;
    private readonly List<EmbeddingBlock> _blocks = [];
    private JsonLinesWriter<Line>? _lines;

    private EmbeddingJournal(string output, int dimension)
    {
        RowsPath = RowsPathOf(output);
        _log = LogPathOf(output);
        _dimension = dimension;
        _rows = new FileStream(RowsPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>The file with the rows.</summary>
    public string RowsPath { get; }

    /// <summary>The blocks that are done, in order, without a gap.</summary>
    public IReadOnlyList<EmbeddingBlock> Blocks => _blocks;

    /// <summary>Items done.</summary>
    public int Done => _blocks.Count == 0 ? 0 : _blocks[^1].First + _blocks[^1].Count;

    /// <summary>Whether something was left of an output.</summary>
    public static bool IsThere(string output) => File.Exists(RowsPathOf(output)) || File.Exists(LogPathOf(output));

    /// <summary>The file with the rows of an output that is not finished.</summary>
    public static string RowsPathOf(string output) => output + ".part";

    /// <summary>Starts a journal, or goes on with the one that was left.</summary>
    /// <param name="output">The file that is to be written.</param>
    /// <param name="dimension">Numbers of each row.</param>
    /// <param name="settings">What decides the rows.</param>
    /// <param name="dataOf">The fingerprint of the items of a block, from its first place and their number.</param>
    /// <exception cref="InvalidDataException">What was left is of other settings or other data.</exception>
    /// <exception cref="IOException">A file cannot be written, or another process has it.</exception>
    public static EmbeddingJournal Open(string output, int dimension, IReadOnlyDictionary<string, string> settings, Func<int, int, string> dataOf)
    {
        var journal = new EmbeddingJournal(output, dimension);
        try
        {
            journal.Begin(settings, dataOf);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Adds a block.</summary>
    public void Append(EmbeddingBlock block, ReadOnlySpan<float> rows)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(rows);
        _rows.Write(bytes);
        _rows.Flush();
        EmbeddingBlock whole = block with { RowsSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        _lines!.Append(new Line { Block = whole });
        _blocks.Add(whole);
    }

    /// <summary>The rows of a block that is done.</summary>
    public float[] RowsOf(EmbeddingBlock block)
    {
        var rows = new float[block.Count * _dimension];
        _rows.Position = (long)block.First * _dimension * sizeof(float);
        _rows.ReadExactly(MemoryMarshal.AsBytes(rows.AsSpan()));
        return rows;
    }

    /// <summary>Removes the files, once all that they hold is elsewhere.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_log);
        File.Delete(RowsPath);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines?.Dispose();
        _rows.Dispose();
    }

    private static string LogPathOf(string output) => output + ".part.jsonl";

    private void Begin(IReadOnlyDictionary<string, string> settings, Func<int, int, string> dataOf)
    {
        IReadOnlyList<Line> left = File.Exists(_log) ? JsonLines.ReadAll<Line>(_log) : [];
        if (left is [{ Settings: { } before }, ..])
        {
            CheckSame(before, settings);
            Keep(left.Skip(1), dataOf);
            JsonLines.TruncateAfter<Line>(_log, _blocks.Count == 0 ? -1 : _blocks[^1].First, line => line.Block?.First ?? -1);
            _lines = JsonLines.Append<Line>(_log);
        }
        else
        {
            File.Delete(_log);
            _lines = JsonLines.Append<Line>(_log);
            _lines.Append(new Line { Settings = settings });
        }

        _rows.SetLength((long)Done * _dimension * sizeof(float));
        _rows.Position = _rows.Length;
    }

    /// <summary>Takes the blocks over up to the first that is not whole; refuses data that changed.</summary>
    private void Keep(IEnumerable<Line> lines, Func<int, int, string> dataOf)
    {
        foreach (EmbeddingBlock block in lines.Select(line => line.Block).OfType<EmbeddingBlock>())
        {
            bool isThere = block.First == Done && block.Count > 0 && ((long)block.First + block.Count) * _dimension * sizeof(float) <= _rows.Length;
            if (!isThere || Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(RowsOf(block).AsSpan()))) != block.RowsSha256)
            {
                return;
            }

            if (dataOf(block.First, block.Count) != block.DataSha256)
            {
                throw new InvalidDataException($"{_log}: expected the data that it was begun with, found others among the items {block.First} to {block.First + block.Count - 1}. To begin anew, delete it and {RowsPath}.");
            }

            _blocks.Add(block);
        }
    }

    private void CheckSame(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        string[] differences =
        [
            .. now.Where(entry => before.GetValueOrDefault(entry.Key) != entry.Value)
                .Select(entry => $"{entry.Key} was {before.GetValueOrDefault(entry.Key, "not given")} and is {entry.Value}"),
        ];
        if (differences.Length > 0)
        {
            throw new InvalidDataException($"{_log}: expected the settings that it was begun with, found others: {string.Join("; ", differences)}. To begin anew, delete it and {RowsPath}.");
        }
    }

    private sealed record Line
    {
        public IReadOnlyDictionary<string, string>? Settings { get; init; }

        public EmbeddingBlock? Block { get; init; }
    }
}
