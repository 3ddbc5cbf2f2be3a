using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Export;

/// <summary>Writes numbers as one long table, a row per run and metric, for other programs to read: as CSV or as Parquet.</summary>
/// <remarks>
/// Both forms have the columns of <see cref="Columns"/> in this order and the rows in the order given. Rows are written as they come, so that a
/// table needs not fit into memory; the file appears under its name when it is whole.
/// </remarks>
public static class NumbersTable
{
    /// <summary>The columns: study, dataset, track, arm, fold, seed, metric, value, unit.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["study", "dataset", "track", "arm", "fold", "seed", "metric", "value", "unit"];

    /// <summary>Writes a CSV file: RFC 4180 in UTF-8, each number such that it reads back the same.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    /// <exception cref="RunStoreException">The file cannot be written.</exception>
    public static void WriteCsv(string path, IEnumerable<NumberRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            WriteCsv(writer, rows);
        });
    }

    /// <summary>Writes the text of a CSV file.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static void WriteCsv(TextWriter writer, IEnumerable<NumberRow> rows)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(rows);
        CsvLine.Write(writer, Columns);
        foreach (NumberRow row in rows)
        {
            Check(row);
            CsvLine.Write(
                writer,
                [
                    row.Study, row.Dataset, row.Track, row.Arm, row.Fold.ToString(CultureInfo.InvariantCulture), row.Seed.ToString(CultureInfo.InvariantCulture),
                    row.Metric, row.Value.ToString("R", CultureInfo.InvariantCulture), row.Unit,
                ]);
        }
    }

    /// <summary>Writes a Parquet file: texts, two columns of 32-bit integers and one of doubles, none with missing values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    /// <exception cref="RunStoreException">The file cannot be written.</exception>
    public static void WriteParquet(string path, IEnumerable<NumberRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        AtomicFile.Write(path, stream => ParquetNumbers.Write(stream, rows));
    }

    internal static void Check(NumberRow row, [CallerArgumentExpression(nameof(row))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(row, name);
        if (!double.IsFinite(row.Value))
        {
            throw new ArgumentException(
                $"Expected finite numbers, found {row.Value.ToString(CultureInfo.InvariantCulture)} for {row.Metric} of {row.Unit}; what is not defined is left out instead.", name);
        }
    }
}
