using System.Text;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class SplitTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_named_csv_is_a_table_with_the_same_items()
    {
        string path = Path.Combine(_folder, "mine.CSV");
        Gen.Select(SplitSources.Full, Gen.Int).Sample(
            (source, seed) =>
            {
                SplitPlan plan = ClassDisjointSplit.Halves(source, seed);
                SplitFile.Save(path, plan, source);
                SplitPlan read = SplitFile.Load(path, source);
                Assert.Equal(plan.Sha256, read.Sha256);
                Assert.Equal((SplitKind.File, "mine", null), (read.Kind, read.Name, read.Seed));
                Assert.Equal(plan.Test, read.Test);
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public void Any_names_survive() => Gen.String[Gen.Char["a,\"\r\n é日"], 1, 8].Array[1, 12].Select(names => names.Distinct().ToArray()).Sample(
        names =>
        {
            SplitSource source = new("made", names, new int[names.Length], new ItemPart[names.Length], ["x"]);
            SplitPlan plan = new(source, SplitKind.File, "f", [.. Enumerable.Range(0, names.Length / 2)], [], [.. Enumerable.Range(names.Length / 2, names.Length - (names.Length / 2))]);
            return plan.Equals(SplitTable.Parse(SplitTable.Format(plan, source), "f.csv", source));
        },
        iter: 1000,
        threads: 1);

    [Fact]
    public void Windows_line_ends_a_byte_order_mark_and_no_last_line_end_are_read()
    {
        byte[] content = Encoding.UTF8.GetBytes("\uFEFFitem,part\r\na,train\r\n\"b\"\"\r\nc\",test\r\nd,validation");
        SplitPlan plan = SplitTable.Parse(content, "x/f.csv", Source());
        int[][] expected = [[0], [2], [1]];
        Assert.Equal(expected, [plan.Train, plan.Validation, plan.Test]);
        Assert.Equal("f", plan.Name);
    }

    [Theory]
    [InlineData("", "f.csv, line 1: expected the header item,part, found \"\".")]
    [InlineData("item;part\n", "f.csv, line 1: expected the header item,part, found \"item;part\".")]
    [InlineData("item,part\na,train\nx,test\n", "f.csv, line 3: expected an item of made that is in no part yet, found \"x\", which made does not have.")]
    [InlineData("item,part\na,train\na,test\n", "f.csv, line 3: expected an item of made that is in no part yet, found \"a\" again, which is in train already.")]
    [InlineData("item,part\na,Train\n", "f.csv, line 2: expected train, validation or test after the comma, found \"Train\".")]
    [InlineData("item,part\na,train,1\n", "f.csv, line 2: expected train, validation or test after the comma, found \"train,1\".")]
    [InlineData("item,part\n\na,train\n", "f.csv, line 2: expected a comma after the item's name, found the end of the line.")]
    [InlineData("item,part\na", "f.csv, line 2: expected a comma after the item's name, found the end of the line.")]
    [InlineData("item,part\na,train\n\"d", "f.csv, line 3: expected a quote that ends the item's name, found the end of the file.")]
    [InlineData("item,part\n\"a\nb\"c,train\n", "f.csv, line 3: expected a comma or a second quote after a quote, found \"c\".")]
    [InlineData("item,part\n\"a\"", "f.csv, line 2: expected a comma or a second quote after a quote, found the end of the file.")]
    [InlineData("item,part\n\"b\"\"\r\nc\",test\nx,test", "f.csv, line 4: expected an item of made that is in no part yet, found \"x\", which made does not have.")]
    public void Damage_is_named_by_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => SplitTable.Parse(Encoding.UTF8.GetBytes(text), "f.csv", Source())).Message);

    [Fact]
    public void Bytes_that_are_no_text_are_named()
    {
        byte[] content = [.. "item,part\na"u8, 0xff, .. ",train\n"u8];
        Assert.Equal("f.csv, line 2, byte 11: expected sound UTF-8, found 0xff.", Assert.Throws<InvalidDataException>(() => SplitTable.Parse(content, "f.csv", Source())).Message);
    }

    private static SplitSource Source() => new("made", ["a", "b\"\r\nc", "d"], [0, 0, 0], new ItemPart[3], ["x"]);
}
