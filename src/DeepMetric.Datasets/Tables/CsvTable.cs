using System.Text;

namespace DeepMetric.Datasets;

/// <summary>A table in text: RFC 4180, with <c>,</c>, <c>;</c> or tabs between the cells.</summary>
/// <remarks>
/// <para>The separator is the one of the three that stands most often in the header line outside quotes. Lines end in LF, CRLF or CR; a byte order mark
/// and blank lines are passed over. Each row must have as many cells as the header.</para>
/// <para>The memory used follows the longest row, never the whole file.</para>
/// </remarks>
internal sealed class CsvTable : TableSource
{
    private const int BufferSize = 16 * 1024;
    private const int End = -1;

    private readonly StreamReader _reader;
    private readonly char[] _buffer = new char[BufferSize];
    private readonly List<int> _ends = [];
    private readonly char _separator;
    private char[] _row = new char[256];
    private int _rowLength;
    private int _position;
    private int _length;
    private long _line = 1;
    private long _rowLine = 1;
    private bool _wasQuoted;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The content; closed with the table.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="InvalidDataException">There is no header.</exception>
    public CsvTable(Stream stream, string file)
    {
        File = file;
        _reader = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 4096);
        try
        {
            Fill();
            _separator = DetectSeparator();
            if (!ReadRow())
            {
                throw new InvalidDataException($"{File}, line 1: expected the names of the columns, found the end of the file.");
            }

            string[] columns = new string[_ends.Count];
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = Text(i).ToString();
            }

            Columns = columns;
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string File { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override string Where => $"line {_rowLine}";

    /// <inheritdoc/>
    public override bool Next()
    {
        if (!ReadRow())
        {
            return false;
        }

        return _ends.Count == Columns.Count
            ? true
            : throw new InvalidDataException($"{File}, line {_rowLine}: expected {Columns.Count} cells, as in the header, found {_ends.Count}.");
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(int column)
    {
        int start = column == 0 ? 0 : _ends[column - 1];
        return _row.AsSpan(start, _ends[column] - start).Trim();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }
    }

    private char DetectSeparator()
    {
        int commas = 0;
        int semicolons = 0;
        int tabs = 0;
        bool isQuoted = false;
        foreach (char c in _buffer.AsSpan(0, _length).TrimStart("\r\n"))
        {
            isQuoted ^= c == '"';
            if (!isQuoted && c is '\n' or '\r')
            {
                break;
            }

            commas += !isQuoted && c == ',' ? 1 : 0;
            semicolons += !isQuoted && c == ';' ? 1 : 0;
            tabs += !isQuoted && c == '\t' ? 1 : 0;
        }

        return commas >= semicolons && commas >= tabs ? ',' : semicolons >= tabs ? ';' : '\t';
    }

    private bool ReadRow()
    {
        do
        {
            _rowLength = 0;
            _ends.Clear();
            _wasQuoted = false;
            if (Peek() == End)
            {
                return false;
            }

            _rowLine = _line;
            while (ReadCell())
            {
            }
        }
        while (_ends.Count == 1 && _rowLength == 0 && !_wasQuoted);
        return true;
    }

    /// <summary>Reads a cell and what follows it; false where that was the end of the row.</summary>
    private bool ReadCell()
    {
        if (Peek() == '"')
        {
            ReadQuoted();
        }
        else
        {
            ReadPlain();
        }

        _ends.Add(_rowLength);
        int next = Peek();
        if (next == End)
        {
            return false;
        }

        if (next != _separator && next is not ('\r' or '\n'))
        {
            throw new InvalidDataException($"{File}, line {_line}: expected the end of cell {_ends.Count} after its closing quote, found {Excerpt.Of([(char)next])}.");
        }

        _position++;
        if (next == _separator)
        {
            return true;
        }

        if (next == '\r' && Peek() == '\n')
        {
            _position++;
        }

        _line++;
        return false;
    }

    private void ReadPlain()
    {
        for (int next = Peek(); next != End && next != _separator && next is not ('\r' or '\n'); next = Peek())
        {
            if (next == '"')
            {
                throw new InvalidDataException($"{File}, line {_line}: expected quotes around the whole of cell {_ends.Count + 1}, found one inside it.");
            }

            Append((char)next);
            _position++;
        }
    }

    private void ReadQuoted()
    {
        long start = _line;
        _wasQuoted = true;
        _position++;
        while (true)
        {
            int next = Peek();
            if (next == End)
            {
                throw new InvalidDataException($"{File}, line {start}: expected a closing quote for cell {_ends.Count + 1}, found the end of the file.");
            }

            _position++;
            if (next == '"')
            {
                if (Peek() != '"')
                {
                    return;
                }

                _position++;
            }

            Append((char)next);
            // A CR counts unless an LF follows, which then counts.
            _line += next == '\n' || (next == '\r' && Peek() != '\n') ? 1 : 0;
        }
    }

    private void Append(char c)
    {
        if (_rowLength == _row.Length)
        {
            if (_row.Length > Array.MaxLength / 2)
            {
                throw new InvalidDataException($"{File}, line {_rowLine}: expected at most {Array.MaxLength / 2} characters in a row, found more.");
            }

            Array.Resize(ref _row, 2 * _row.Length);
        }

        _row[_rowLength++] = c;
    }

    private int Peek()
    {
        if (_position == _length)
        {
            Fill();
        }

        return _length == 0 ? End : _buffer[_position];
    }

    private void Fill()
    {
        try
        {
            _length = _reader.Read(_buffer);
            _position = 0;
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"{File}, line {_line} or below: expected text in UTF-8, found other bytes.", problem);
        }
    }
}
