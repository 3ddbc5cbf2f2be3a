using System.Globalization;
using System.Text;
using CsCheck;
using DeepMetric.Lab.Export;
using DeepMetric.Lab.Store;
using Parquet;
using Parquet.Schema;

namespace DeepMetric.Lab.Tests.Export;

public sealed class NumbersTableTests
{
    private static readonly NumberRow[] Rows =
    [
        Row("triplet", 0, 1, 0.1),
        Row("say \"hi\", all", -1, int.MinValue, -1234567.891),
        Row(string.Empty, 2, int.MaxValue, 1e-300),
        Row("two\r\nlines", 3, 7, 5e-324),
        Row(" spaced ", 4, 8, -0.0),
        Row("größe 🦆; tab\t", 5, 9, double.MaxValue),
    ];

    private static readonly Gen<NumberRow> AnyRow = Gen.Select(Gen.String, Gen.Int, Gen.Double.Where(double.IsFinite)).Select((text, number, value) => Row(text, number, ~number, value));

    [Fact]
    public void Is_the_same_under_every_culture_and_reads_as_approved()
    {
        string text = Cultures.SameUnderAll(() => Csv(Rows));
        Assert.DoesNotContain("\n", text.Replace("\r\n", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        ApprovedText.Check("Export", "numbers-csv", text.TrimEnd().Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'));
    }

    [Fact]
    public void A_naive_reader_of_RFC_4180_finds_all_fields_again() => AnyRow.Array[0, 5].Sample(
        rows => AssertSame(rows, [.. ReadCsv(Csv(rows)).Skip(1).Select(FromFields)]),
        threads: 1);

    [Fact]
    public void A_csv_file_is_UTF_8_without_a_mark_and_replaces_the_old_one()
    {
        using var folder = new TemporaryFolder();
        NumbersTable.WriteCsv(folder["numbers.csv"], []);
        Assert.Equal("study,dataset,track,arm,fold,seed,metric,value,unit\r\n", File.ReadAllText(folder["numbers.csv"]));
        NumbersTable.WriteCsv(folder["numbers.csv"], Rows);
        Assert.Equal(new UTF8Encoding(false).GetBytes(Csv(Rows)), File.ReadAllBytes(folder["numbers.csv"]));
        Assert.Equal(["numbers.csv"], folder.Names);
    }

    [Fact]
    public async Task A_Parquet_file_gives_all_rows_back_with_their_types()
    {
        using var folder = new TemporaryFolder();
        NumbersTable.WriteParquet(folder["numbers.parquet"], Rows);
        Assert.Equal(["numbers.parquet"], folder.Names);
        AssertSame(Rows, await ReadParquet(folder["numbers.parquet"]));
        byte[] first = File.ReadAllBytes(folder["numbers.parquet"]);
        NumbersTable.WriteParquet(folder["numbers.parquet"], Rows);
        Assert.Equal(first, File.ReadAllBytes(folder["numbers.parquet"]));
    }

    [Fact]
    public async Task A_Parquet_file_of_several_row_groups_gives_all_rows_back()
    {
        using var folder = new TemporaryFolder();
        NumberRow[] many = [.. Enumerable.Range(0, 150_000).Select(i => Row($"arm {i % 7}", i % 5, i, i / 7.0))];
        NumbersTable.WriteParquet(folder["many.parquet"], many);
        AssertSame(many, await ReadParquet(folder["many.parquet"]));
    }

    [Fact]
    public async Task A_Parquet_file_without_rows_has_all_columns()
    {
        using var folder = new TemporaryFolder();
        NumbersTable.WriteParquet(folder["none.parquet"], []);
        Assert.Empty(await ReadParquet(folder["none.parquet"]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Numbers_that_are_not_finite_are_refused_and_leave_the_old_file(double value)
    {
        using var folder = new TemporaryFolder();
        foreach (Action<string, IEnumerable<NumberRow>> write in (Action<string, IEnumerable<NumberRow>>[])[NumbersTable.WriteCsv, NumbersTable.WriteParquet])
        {
            File.WriteAllText(folder["a"], "old");
            ArgumentException error = Assert.Throws<ArgumentException>(() => write(folder["a"], [Rows[0], Rows[0] with { Value = value }]));
            Assert.Contains($"found {value.ToString(CultureInfo.InvariantCulture)} for map-at-r of unit 1", error.Message, StringComparison.Ordinal);
            Assert.Equal("old", File.ReadAllText(folder["a"]));
            Assert.Equal(["a"], folder.Names);
        }
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder["none"], "a.csv");
        Assert.Equal($"Cannot write '{path}': its folder does not exist.", Assert.Throws<RunStoreException>(() => NumbersTable.WriteCsv(path, Rows)).Message);
        Assert.Equal($"Cannot write '{path}': its folder does not exist.", Assert.Throws<RunStoreException>(() => NumbersTable.WriteParquet(path, Rows)).Message);
    }

    private static NumberRow Row(string arm, int fold, int seed, double value) => new()
    {
        Study = "losses",
        Dataset = "digits",
        Track = "frozen",
        Arm = arm,
        Fold = fold,
        Seed = seed,
        Metric = "map-at-r",
        Value = value,
        Unit = $"unit {seed}",
    };

    private static string Csv(IEnumerable<NumberRow> rows)
    {
        using var writer = new StringWriter();
        NumbersTable.WriteCsv(writer, rows);
        return writer.ToString();
    }

    // Records take -0 and 0 for equal.
    private static void AssertSame(NumberRow[] expected, NumberRow[] found)
    {
        Assert.Equal(expected, found);
        Assert.Equal(expected.Select(row => BitConverter.DoubleToInt64Bits(row.Value)), found.Select(row => BitConverter.DoubleToInt64Bits(row.Value)));
    }

    private static NumberRow FromFields(string[] fields)
    {
        Assert.Equal(9, fields.Length);
        return new NumberRow
        {
            Study = fields[0],
            Dataset = fields[1],
            Track = fields[2],
            Arm = fields[3],
            Fold = int.Parse(fields[4], CultureInfo.InvariantCulture),
            Seed = int.Parse(fields[5], CultureInfo.InvariantCulture),
            Metric = fields[6],
            Value = double.Parse(fields[7], CultureInfo.InvariantCulture),
            Unit = fields[8],
        };
    }

    /// <summary>The grammar of RFC 4180, letter by letter.</summary>
    private static IEnumerable<string[]> ReadCsv(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            List<string> fields = [];
            do
            {
                var field = new StringBuilder();
                if (text[at] == '"')
                {
                    for (at++; text[at] != '"' || text[at + 1] == '"'; at++)
                    {
                        field.Append(text[at]);
                        at += text[at] == '"' ? 1 : 0;
                    }

                    at++;
                }
                else
                {
                    for (; text[at] is not (',' or '\r'); at++)
                    {
                        Assert.False(text[at] is '"' or '\n', "a quote or a line break outside quotes");
                        field.Append(text[at]);
                    }
                }

                fields.Add(field.ToString());
            }
            while (text[at++] == ',');
            Assert.Equal('\n', text[at++]);
            yield return [.. fields];
        }
    }

    private static async Task<NumberRow[]> ReadParquet(string path)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        DataField[] fields = reader.Schema.GetDataFields();
        Assert.Equal(NumbersTable.Columns, fields.Select(field => field.Name));
        Assert.All(fields, field => Assert.False(field.IsNullable));
        List<NumberRow> rows = [];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader open = reader.OpenRowGroupReader(group);
            var texts = new Dictionary<string, string?[]>();
            foreach (DataField field in fields.Where(field => field.Name is not ("fold" or "seed" or "value")))
            {
                texts[field.Name] = new string?[open.RowCount];
                await open.ReadAsync(field, texts[field.Name].AsMemory(), null, TestContext.Current.CancellationToken);
            }

            var folds = new int[open.RowCount];
            var seeds = new int[open.RowCount];
            var values = new double[open.RowCount];
            await open.ReadAsync<int>(fields[4], folds.AsMemory(), null, TestContext.Current.CancellationToken);
            await open.ReadAsync<int>(fields[5], seeds.AsMemory(), null, TestContext.Current.CancellationToken);
            await open.ReadAsync<double>(fields[7], values.AsMemory(), null, TestContext.Current.CancellationToken);
            rows.AddRange(Enumerable.Range(0, folds.Length).Select(i => new NumberRow
            {
                Study = texts["study"][i]!,
                Dataset = texts["dataset"][i]!,
                Track = texts["track"][i]!,
                Arm = texts["arm"][i]!,
                Fold = folds[i],
                Seed = seeds[i],
                Metric = texts["metric"][i]!,
                Value = values[i],
                Unit = texts["unit"][i]!,
            }));
        }

        return [.. rows];
    }
}
