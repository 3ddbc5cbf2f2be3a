using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>A table that is read row by row: named columns of text or numbers.</summary>
internal abstract class TableSource : IDisposable
{
    /// <summary>The file, for errors.</summary>
    public abstract string File { get; }

    /// <summary>The names of the columns.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Where the current row lies, such as <c>line 3</c>.</summary>
    public abstract string Where { get; }

    /// <summary>Opens a table, as its extension says: Parquet, or else text.</summary>
    public static TableSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return IsParquet(path) ? ParquetTable.Open(stream, path) : new CsvTable(stream, path);
    }

    public static bool IsParquet(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PARQUET" or ".PQ";

    /// <summary>Says which columns will be asked for; the others need not be read.</summary>
    public virtual void Use(IReadOnlyCollection<int> columns)
    {
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract bool Next();

    /// <summary>The cell of the current row, trimmed; empty where there is no value.</summary>
    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>The cell of the current row as a number; false where it is none.</summary>
    public virtual bool TryNumber(int column, out float value) =>
        float.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    /// <summary>Whether the column holds a list of numbers in each row.</summary>
    public virtual bool IsList(int column) => false;

    /// <summary>The list of numbers of the current row.</summary>
    public virtual ReadOnlySpan<float> List(int column) => [];

    /// <summary>The place of a column, whatever the case of its name; −1 where there is none.</summary>
    public int Find(string name)
    {
        int found = -1;
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = found < 0 ? i : throw new InvalidDataException($"{File}: expected one column {name}, found columns {found + 1} and {i + 1} of that name.");
            }
        }

        return found;
    }

    /// <summary>The place of a column that must be there.</summary>
    public int Require(string name)
    {
        int found = Find(name);
        return found >= 0 ? found : throw new InvalidDataException($"{File}: expected a column {name}, found {Excerpt.Of(string.Join(", ", Columns.Take(20)))}.");
    }

    public InvalidDataException Error(int column, string expected, string found) =>
        new($"{File}, {Where}, column {Excerpt.Bare(Columns[column])}: expected {expected}, found {found}.");

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
