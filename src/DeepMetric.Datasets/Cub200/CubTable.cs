using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Reads a text file of CUB-200-2011: on each line a number, which counts from 1, and what belongs to it.</summary>
internal sealed class CubTable
{
    private readonly List<(int Line, string[] Fields)> _rows = [];

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fields">The number of fields behind the running number.</param>
    /// <param name="rows">The number of rows to expect; null for any above 0.</param>
    /// <exception cref="InvalidDataException">The file is not such a table.</exception>
    public CubTable(string file, int fields, int? rows = null)
    {
        File = file;
        int line = 0;
        foreach (string text in System.IO.File.ReadLines(file))
        {
            line++;
            if (text.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            string[] parts = text.Split(' ', fields + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length != fields + 1 || text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                throw Error(line, $"a running number and {fields} more {(fields == 1 ? "field" : "fields")} in UTF-8", Quote(text));
            }

            if (parts[0] != FormattableString.Invariant($"{_rows.Count + 1}"))
            {
                throw Error(line, $"the running number {_rows.Count + 1}", Quote(parts[0]));
            }

            _rows.Add((line, parts[1..]));
        }

        if (_rows.Count == 0 || (rows ?? _rows.Count) != _rows.Count)
        {
            throw Error(line + 1, rows is int expected ? $"{expected} rows in all" : "one row or more", $"the end of the file after {_rows.Count}");
        }
    }

    public string File { get; }

    public int Count => _rows.Count;

    /// <summary>A field as text.</summary>
    public string Text(int row, int field = 0) => _rows[row].Fields[field];

    /// <summary>A field as a whole number of a range.</summary>
    public int Whole(int row, int least, int most) =>
        int.TryParse(Text(row), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw ErrorAt(row, $"a whole number from {least} to {most}", Quote(Text(row)));

    /// <summary>A field as a number.</summary>
    public double Number(int row, int field, bool canBeZero) =>
        double.TryParse(Text(row, field), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value) && (canBeZero ? value >= 0 : value > 0)
            ? value
            : throw ErrorAt(row, canBeZero ? "a number of 0 or more" : "a number above 0", Quote(Text(row, field)));

    public InvalidDataException ErrorAt(int row, string expected, string found) => Error(_rows[row].Line, expected, found);

    private static string Quote(string text) => $"\"{(text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…"))}\"";

    private InvalidDataException Error(int line, string expected, string found) => new($"{File}, line {line}: expected {expected}, found {found}.");
}
