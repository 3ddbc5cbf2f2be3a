using System.Text;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class CsvTableTests
{
    private static readonly Gen<string> _cell = Gen.OneOf(
        Gen.Char["ab,;\t\"\r\n ä漢"].Array[0, 6].Select(letters => new string(letters)),
        Gen.Int.Select(number => $"{number}")).Select(text => text.Trim());

    [Fact]
    public void Reads_quotes_newlines_and_both_line_ends()
    {
        Check("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n 2 ,\n", [["1", "x, \"y\"\nz"], ["2", ""]]);
        Check("\uFEFFa;b\n1,5;2", [["1,5", "2"]]);
        Check("a\tb\r1\t2\r", [["1", "2"]]);
        Check("\"a;b;c\",b\n1,2\n", [["1", "2"]], "a;b;c");
        Check("a\nx;y\n\"\"\n", [["x;y"], [""]]);
    }

    [Fact]
    public void Reads_text_in_utf_16_with_its_mark()
    {
        using var table = new CsvTable(new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a\tb\r\nä\t2\r\n")]), "file");
        Assert.True(table.Next());
        Assert.Equal("ä", table.Text(0).ToString());
    }

    [Fact]
    public void Says_the_line_of_a_mistake()
    {
        CheckRefusal("", "file, line 1: expected the names of the columns, found the end of the file.");
        CheckRefusal("a,b\n\"1\n2\",3\n4\n", "file, line 4: expected 2 cells, as in the header, found 1.");
        CheckRefusal("a,b\n1,\"2\n3\n", "file, line 2: expected a closing quote for cell 2, found the end of the file.");
        CheckRefusal("a,b\n\"1\"2,3\n", "file, line 2: expected the end of cell 1 after its closing quote, found \"2\".");
        CheckRefusal("a,b\n\n5\",3\n", "file, line 3: expected quotes around the whole of cell 1, found one inside it.");
    }

    [Fact]
    public void Refuses_bytes_that_are_no_text()
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => All([.. "a,b\n1,"u8, 0xFF, .. "\n"u8], out _));
        Assert.Contains("expected text in UTF-8", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_reads_back() =>
        (from columns in Gen.Int[1, 4]
         from rows in _cell.Array[columns].Array[0, 6]
         from separator in Gen.Char[",;\t"]
         from newline in Gen.Int[0, 2].Select(i => ((string[])["\n", "\r\n", "\r"])[i])
         select (columns, rows, separator, newline)).Sample(
            (columns, rows, separator, newline) =>
            {
                using var text = new StringWriter { NewLine = newline };
                text.WriteLine(string.Join(separator, Enumerable.Range(0, columns).Select(i => $"c{i}")));
                foreach (string[] row in rows)
                {
                    for (int i = 0; i < columns; i++)
                    {
                        text.Write(i > 0 ? $"{separator}" : "");
                        CsvText.Write(text, row[i]);
                    }

                    text.WriteLine();
                }

                List<string[]> found = All(Encoding.UTF8.GetBytes(text.ToString()), out string[] names);
                return names.Length == columns && found.Count == rows.Length && found.Zip(rows).All(pair => pair.First.SequenceEqual(pair.Second));
            },
            iter: 3000);

    [Fact]
    public void A_row_longer_than_the_buffer_is_read_whole()
    {
        string wide = string.Join(',', Enumerable.Range(0, 20_000));
        List<string[]> rows = All(Encoding.UTF8.GetBytes($"{wide}\n{wide}\n"), out string[] names);
        Assert.Equal(20_000, names.Length);
        Assert.Equal(names, Assert.Single(rows));
    }

    internal static List<string[]> All(byte[] file, out string[] names)
    {
        using var table = new CsvTable(new MemoryStream(file), "file");
        names = [.. table.Columns];
        var rows = new List<string[]>();
        while (table.Next())
        {
            var row = new string[names.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = table.Text(i).ToString();
            }

            rows.Add(row);
        }

        return rows;
    }

    private static void Check(string text, string[][] expected, string? firstColumn = null)
    {
        List<string[]> found = All(Encoding.UTF8.GetBytes(text), out string[] names);
        Assert.Equal(expected, found);
        Assert.Equal(firstColumn ?? "a", names[0]);
    }

    private static void CheckRefusal(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => All(Encoding.UTF8.GetBytes(text), out _)).Message);
}
