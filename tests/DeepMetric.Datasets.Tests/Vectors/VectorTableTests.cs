namespace DeepMetric.Datasets.Tests;

public sealed class VectorTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_numbers_beside_a_label_and_a_name()
    {
        VectorSet set = Read(Write("v.tsv", "x\tlabel\ty\tName\n1\tb\t-2e-1\tfirst\n3\ta\t4\tsecond\n"));
        Assert.Equal([1f, -0.2f, 3f, 4f], set.Items.Values);
        Assert.Equal([2], set.Items.ItemShape);
        Assert.Equal([1, 0], set.Items.Labels);
        Assert.Equal(["a", "b"], set.ClassNames);
        Assert.Equal(["first", "second"], set.ItemNames);
        Assert.Equal("v", set.Items.Name);
    }

    [Fact]
    public void Minus_one_is_an_outlier_where_labels_are_whole_numbers()
    {
        VectorSet set = Read(Write("v.csv", "x,label\n1,10\n2,-1\n3,9\n4,-5\n"));
        Assert.Equal([2, -1, 1, 0], set.Items.Labels);
        Assert.Equal(["-5", "9", "10"], set.ClassNames);
        Assert.Equal([0, 1], Read(Write("w.csv", "x,label\n1,-1\n2,a\n")).Items.Labels);
    }

    [Fact]
    public void Labels_come_from_another_file()
    {
        string vectors = Write("v.npy", NpyBytes.Make("|u1", false, "(3, 2)", [1, 2, 3, 4, 5, 6]));
        foreach (string labels in (string[])[
            Write("y.npy", NpyBytes.Make("|i1", false, "(3,)", [7, 3, 7])),
            Write("y.txt", "7\n3\n\n 7 \n"),
            Write("y.csv", "id,label\na,7\nb,3\nc,7\n")])
        {
            VectorSet set = Read(vectors, labels);
            Assert.Equal([1, 0, 1], set.Items.Labels);
            Assert.Equal(["3", "7"], set.ClassNames);
            Assert.Equal([1f, 2, 3, 4, 5, 6], set.Items.Values);
            Assert.Equal(labels.EndsWith(".csv", StringComparison.Ordinal), set.ItemNames is not null);
        }

        Assert.Equal([1, 0, 1], Read(Write("v.csv", "x\n1\n2\n3\n"), Path.Combine(_folder, "y.txt")).Items.Labels);
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        string vectors = Write("v.npy", NpyBytes.Make("|u1", false, "(3, 2)", [1, 2, 3, 4, 5, 6]));
        Check(vectors, null, "v.npy: expected a file of labels, or");
        string labels = Write("y.txt", "1\n2\n");
        Check(vectors, labels, $"y.txt: expected 3 labels, one for each vector of {vectors}, found 2.");
        Check(Write("a.csv", "x,label\n1,a\nNaN,b\n"), null, "a.csv, line 3, column x: expected a finite number, found \"NaN\".");
        Check(Write("b.csv", "x,label\n1,\n"), null, "b.csv, line 2, column label: expected a label, found nothing.");
        Check(Write("c.csv", "x,y\n1,2\n"), null, "c.csv: expected a column label, found \"x, y\".");
        Check(Write("d.csv", "label\na\n"), null, "d.csv: expected columns of numbers, or one column of lists of numbers, found 0 columns");
        Check(Write("e.csv", "x,label\n"), null, "e.csv: expected a row for each vector, found none.");
    }

    private static VectorSet Read(string path, string? labels = null) => VectorTable.Read(path, labels, cancellationToken: TestContext.Current.CancellationToken);

    private static void Check(string path, string? labels, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(path, labels)).Message, StringComparison.Ordinal);

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
