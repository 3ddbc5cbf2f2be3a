using System.Text;
using Parquet;
using Parquet.Schema;

namespace DeepMetric.Datasets.Tests;

public sealed class ImageTableTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Reads_every_column()
    {
        ImageIndex index = Read("""
            path,label,split,is_query,is_gallery,category,sequence,box,weight
            b/1.jpg,dog,Train,,,pets,7,,1
            ./b\2.jpg,cat,valid,1,0,pets,,"1 2 3.5 4",2
            c d/é.jpg,10,TEST,false,True,farm,-3,"0,0,1,1",3
            """);
        Assert.Equal(["10", "cat", "dog"], index.ClassNames);
        Assert.Equal(["farm", "pets"], index.CategoryNames);
        Assert.Equal(
            [
                new() { Path = "b/1.jpg", Label = 2, Category = 1, Sequence = 7 },
                new() { Path = "b/2.jpg", Label = 1, Part = ItemPart.Validation, IsGallery = false, Category = 1, Box = new(1, 2, 3.5, 4) },
                new ImageItem { Path = "c d/é.jpg", Label = 0, Part = ItemPart.Test, IsQuery = false, Category = 0, Sequence = -3, Box = new(0, 0, 1, 1) },
            ],
            index.Items);
        Assert.Equal(["Columns that were not used: 1, the first is \"weight\"."], index.Notes);
        Assert.Equal(_root, index.Root);
    }

    [Fact]
    public void Reads_the_corners_of_open_metric_learning()
    {
        ImageIndex index = Read("""
            label,path,split,is_query,is_gallery,category,x_1,x_2,y_1,y_2
            0,a.jpg,train,nan,nan,shirt,nan,nan,nan,nan
            10,b.jpg,validation,1.0,0.0,shirt,5,25.5,10,40
            9,c.jpg,validation,0.0,1.0,shoe,,,,
            """);
        Assert.Equal(["0", "9", "10"], index.ClassNames);
        Assert.Equal([null, new PixelBox(5, 10, 20.5, 30), null], index.Items.Select(item => item.Box));
        Assert.Equal([(true, true), (true, false), (false, true)], index.Items.Select(item => (item.IsQuery, item.IsGallery)));
    }

    [Fact]
    public void Sequences_that_are_texts_are_numbered_in_order()
    {
        ImageIndex index = Read("path;label;sequence\n1.png;a;street\n2.png;a;\n3.png;a;alley\n4.png;a;street\n");
        Assert.Equal([1, null, 0, 1], index.Items.Select(item => item.Sequence));
    }

    [Fact]
    public void An_absolute_path_below_the_table_is_made_relative()
    {
        Assert.Equal("x/1.png", Read($"path,label\n{_root}/x/1.png,a\n").Items[0].Path);
        CheckRefusal("path,label\n/etc/passwd,a\n", $", line 2, column path: expected a path below {_root}/, found \"/etc/passwd\".");
        CheckRefusal("path,label\nC:\\x.png,a\n", "expected a path below");
        CheckRefusal($"path,label\n{_root}/../x.png,a\n", "expected a path without ..");
    }

    [Theory]
    [InlineData("path,label\n", ": expected a row for each image, found none.")]
    [InlineData("file,label\na,b\n", ": expected a column path, found \"file, label\".")]
    [InlineData("path,label,Label\na,b,c\n", ": expected one column label, found columns 2 and 3 of that name.")]
    [InlineData("path,label\na/../../b.png,x\n", ", line 2, column path: expected a path without .., found \"a/../../b.png\".")]
    [InlineData("path,label\n.,x\n", ", line 2, column path: expected the path of a file, found \".\".")]
    [InlineData("path,label\n,x\n", ", line 2, column path: expected a path, found \"\".")]
    [InlineData("path,label\na.png, \n", ", line 2, column label: expected a label, found nothing.")]
    [InlineData("path,label,split\na.png,x,\n", ", line 2, column split: expected train, validation or test, found \"\".")]
    [InlineData("path,label,is_query\na.png,x,yes\n", ", line 2, column is_query: expected 0, 1, true or false, found \"yes\".")]
    [InlineData("path,label,category\na.png,x,y\n\"b\n.png\",x,\n", ", line 3, column category: expected a category, found nothing.")]
    [InlineData("path,label,box\na.png,x,1 2 3\n", ", line 2, column box: expected a box as x y width height, found \"1 2 3\".")]
    [InlineData("path,label,box\na.png,x,1 2 3 four\n", ", line 2, column box: expected a number of pixels, found \"four\".")]
    [InlineData("path,label,box\na.png,x,1 2 0 4\n", ", line 2, column box: expected a box that starts at 0 or more and has an area, found left 1, top 2, width 0, height 4.")]
    [InlineData("path,label,x_1,x_2,y_1,y_2\na.png,x,5,4,1,2\n", ", line 2, column x_2: expected a box that starts at 0 or more and has an area, found left 5, top 1, width -1, height 1.")]
    [InlineData("path,label,x_1,x_2,y_1,y_2\na.png,x,1,4,1,\n", ", line 2, column y_2: expected four corners or none, found nothing.")]
    [InlineData("path,label,x_1,x_2\na.png,x,1,4\n", ": expected all of the columns x_1, y_1, x_2, y_2 or none, found x_1, x_2.")]
    [InlineData("path,label,box,x_1,x_2,y_1,y_2\na.png,x,,1,4,1,2\n", ": expected either a column box or the columns x_1, y_1, x_2, y_2, found both.")]
    public void Says_where_a_cell_is_wrong(string text, string message) => CheckRefusal(text, message);

    [Fact]
    public void Missing_files_are_counted_and_refused_if_there_is_none_at_all()
    {
        File.WriteAllText(Path.Combine(_root, "here.png"), "");
        string table = Path.Combine(_root, "my table.csv");
        File.WriteAllText(table, "path,label\nhere.png,a\ngone.png,b\nhere.png,a\nx/gone.png,a\n");
        ImageIndex index = ImageTable.Read(table, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("my table", index.Name);
        Assert.Equal(
            ["Rows that name the same image and box as an earlier one: 1, the first is here.png in line 4.", "Files that the table names do not exist: 2, the first is gone.png."],
            index.Notes);
        File.Delete(Path.Combine(_root, "here.png"));
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => ImageTable.Read(table, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal($"{table}: expected paths of images relative to {_root}, found none of its 4 files; the first is here.png.", problem.Message);
    }

    [Fact]
    public async Task Reads_the_same_from_parquet()
    {
        var schema = new ParquetSchema(
            new DataField<string>("path"), new DataField<long>("label"), new DataField<string>("split"), new DataField<bool?>("is_query"),
            new DataField<int?>("sequence"), new DataField<double?>("x_1"), new DataField<float?>("x_2"), new DataField<int?>("y_1"), new DataField<long?>("y_2"));
        string table = Path.Combine(_root, "t.parquet");
        await using (FileStream stream = File.Create(table))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: TestContext.Current.CancellationToken))
        {
            DataField[] fields = schema.GetDataFields();
            foreach (int first in (int[])[0, 2])
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync(fields[0], [$"{first}.png", $"{first + 1}.png"]);
                await group.WriteAsync<long>(fields[1], new long[] { 10 - first, 9 }, cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync(fields[2], ["train", "test"]);
                await group.WriteAsync<bool>(fields[3], new bool?[] { null, false }, cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<int>(fields[4], new int?[] { first, null }, cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<double>(fields[5], new double?[] { null, 1.5 }, cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<float>(fields[6], new float?[] { null, 3 }, cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<int>(fields[7], new int?[] { null, 2 }, cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<long>(fields[8], new long?[] { null, 4 }, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        File.WriteAllText(Path.Combine(_root, "0.png"), "");
        ImageIndex index = ImageTable.Read(table, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["8", "9", "10"], index.ClassNames);
        Assert.Equal(
            [
                new() { Path = "0.png", Label = 2, Sequence = 0 },
                new() { Path = "1.png", Label = 1, Part = ItemPart.Test, IsQuery = false, Box = new(1.5, 2, 1.5, 2) },
                new() { Path = "2.png", Label = 0, Sequence = 2 },
                new ImageItem { Path = "3.png", Label = 1, Part = ItemPart.Test, IsQuery = false, Box = new(1.5, 2, 1.5, 2) },
            ],
            index.Items);
    }

    [Fact]
    public async Task A_wrong_cell_of_parquet_is_named_by_its_row()
    {
        var schema = new ParquetSchema(new DataField<string>("path"), new DataField<string>("label"));
        string table = Path.Combine(_root, "t.parquet");
        await using (FileStream stream = File.Create(table))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (string? label in (string?[])["a", null])
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync(schema.GetDataFields()[0], ["x.png", "y.png"]);
                await group.WriteAsync(schema.GetDataFields()[1], ["a", label]);
            }
        }

        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => ImageTable.Read(table, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal($"{table}, row 4, column label: expected a label, found nothing.", problem.Message);
    }

    private ImageIndex Read(string text)
    {
        using var table = new CsvTable(new MemoryStream(Encoding.UTF8.GetBytes(text)), "table.csv");
        return ImageTable.Read(table, _root, "table", TestContext.Current.CancellationToken);
    }

    private void CheckRefusal(string text, string message)
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.StartsWith("table.csv", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
