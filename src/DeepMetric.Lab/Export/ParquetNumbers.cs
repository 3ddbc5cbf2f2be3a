using Parquet;
using Parquet.Schema;

namespace DeepMetric.Lab.Export;

/// <summary>Writes the rows of a <see cref="NumbersTable"/> as Parquet, a row group at a time.</summary>
internal static class ParquetNumbers
{
    private const int RowsOfGroup = 1 << 17;

    /// <summary>Writes the whole file; the stream stays open.</summary>
    public static void Write(Stream stream, IEnumerable<NumberRow> rows) => WriteAsync(stream, rows).GetAwaiter().GetResult();

    private static async Task WriteAsync(Stream stream, IEnumerable<NumberRow> rows)
    {
        DataField[] fields = [.. NumbersTable.Columns.Select(Field)];
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            foreach (NumberRow[] chunk in rows.Chunk(RowsOfGroup))
            {
                foreach (NumberRow row in chunk)
                {
                    NumbersTable.Check(row, nameof(rows));
                }

                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                foreach (DataField field in fields)
                {
                    await WriteColumnAsync(group, field, chunk).ConfigureAwait(false);
                }

                group.CompleteValidate();
            }
        }
    }

    private static DataField Field(string column) => column switch
    {
        "fold" or "seed" => new DataField<int>(column, nullable: false),
        "value" => new DataField<double>(column, nullable: false),
        _ => new DataField<string>(column, nullable: false),
    };

    private static async Task WriteColumnAsync(ParquetRowGroupWriter group, DataField field, NumberRow[] rows)
    {
        switch (field.Name)
        {
            case "fold":
                await group.WriteAsync<int>(field, Array.ConvertAll(rows, row => row.Fold)).ConfigureAwait(false);
                break;
            case "seed":
                await group.WriteAsync<int>(field, Array.ConvertAll(rows, row => row.Seed)).ConfigureAwait(false);
                break;
            case "value":
                await group.WriteAsync<double>(field, Array.ConvertAll(rows, row => row.Value)).ConfigureAwait(false);
                break;
            default:
                await group.WriteAsync(field, Array.ConvertAll(rows, TextOf(field.Name))).ConfigureAwait(false);
                break;
        }
    }

    private static Converter<NumberRow, string> TextOf(string column) => column switch
    {
        "study" => row => row.Study,
        "dataset" => row => row.Dataset,
        "track" => row => row.Track,
        "arm" => row => row.Arm,
        "metric" => row => row.Metric,
        "unit" => row => row.Unit,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Expected a column of texts."),
    };
}
