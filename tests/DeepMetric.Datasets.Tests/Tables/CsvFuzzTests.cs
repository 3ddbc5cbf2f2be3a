using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damaged tables in text: the cells that a second, naive reading finds, or a clear error.</summary>
public sealed partial class CsvFuzzTests
{
    private static readonly byte[][] _sound =
    [
        "path,label,box\na.jpg,cat,1 2 3 4\n\"b, c.jpg\",\"d\"\"og\",\n"u8.ToArray(),
        "path;label;split\r\na.jpg;1;train\r\n\"b\r\n.jpg\";2;test\r\n"u8.ToArray(),
        [0xEF, 0xBB, 0xBF, .. "label\te0\te1\nä\t1.5\t-2e-3\n7\t0\t1\n"u8],
    ];

    private static readonly Gen<byte[]> _damaged = Gen.Int[0, _sound.Length - 1].SelectMany(i => DamagedBytes.Of(_sound[i]));

    [Fact]
    public void Damaged_tables_are_read_right_or_refused() =>
        DamagedBytes.Check(
            _damaged,
            file =>
            {
                List<string[]> rows = CsvTableTests.All(file, out string[] names);
                List<string[]>? naive = Naive(file);
                return naive is null || (naive.Count == rows.Count + 1 && naive.Zip(rows.Prepend(names)).All(pair => pair.First.SequenceEqual(pair.Second)));
            },
            "^file, line [0-9]+.*: expected .+, found .+",
            fixedBytes: 512 * 1024,
            bytesOfByte: 64);

    [Fact]
    public void Damaged_tables_of_images_and_of_vectors_are_read_or_refused()
    {
        DamagedBytes.Check(
            Gen.Int[0, 1].SelectMany(i => DamagedBytes.Of(_sound[i])),
            file =>
            {
                using var table = new CsvTable(new MemoryStream(file), "file");
                ImageIndex index = ImageTable.Read(table, "/data", "name", CancellationToken.None);
                return index.Items.All(item => !item.Path.Split('/').Contains("..") && item.Label < index.ClassNames.Count);
            },
            "^file(, |: ).*expected .+, found .+",
            fixedBytes: 512 * 1024,
            bytesOfByte: 512);
        DamagedBytes.Check(
            DamagedBytes.Of(_sound[2]),
            file =>
            {
                using var table = new CsvTable(new MemoryStream(file), "file");
                (float[] values, int size, VectorTable.Labels labels) = VectorTable.ReadTable(table, needsLabels: true, CancellationToken.None);
                return values.Length == size * labels.Places.Count && values.All(float.IsFinite);
            },
            "^file(, |: ).*expected .+, found .+",
            fixedBytes: 512 * 1024,
            bytesOfByte: 512);
    }

    /// <summary>The trimmed cells of text with commas; null where it is too unclear for so simple a reading.</summary>
    private static List<string[]>? Naive(byte[] file)
    {
        string text = Encoding.UTF8.GetString(file);
        if (text.Contains(';', StringComparison.Ordinal) || text.Contains('\t', StringComparison.Ordinal) || text.Contains('\uFEFF', StringComparison.Ordinal))
        {
            return null;
        }

        var rows = new List<string[]>();
        var row = new List<string>();
        int at = 0;
        while (at < text.Length)
        {
            Match cell = Cell().Match(text, at);
            if (!cell.Success)
            {
                return [];
            }

            row.Add(cell.Groups["quoted"].Success ? cell.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal).Trim() : cell.Groups["plain"].Value.Trim());
            at += cell.Length;
            bool isBlank = row.Count == 1 && cell.Groups["plain"].Length == 0 && !cell.Groups["quoted"].Success;
            if (cell.Groups["end"].Value == ",")
            {
                if (at == text.Length)
                {
                    row.Add("");
                    rows.Add([.. row]);
                }

                continue;
            }

            if (!isBlank)
            {
                rows.Add([.. row]);
            }

            row.Clear();
        }

        return rows;
    }

    [GeneratedRegex("\\G(?:\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<plain>[^\",\r\n]*))(?<end>,|\r\n|\n|\r|$)")]
    private static partial Regex Cell();
}
