using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class EmbeddingWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("npy")]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void What_was_written_reads_back(string extension) =>
        (from dimension in Gen.Int[1, 5]
         from labels in Gen.Char["ab,;\" ä漢\n"].Array[1, 4].Select(letters => new string(letters).Trim()).Where(label => label.Length > 0).Array[1, 6]
         from seed in Gen.Int
         select (dimension, labels, seed)).Sample(
            (dimension, labels, seed) =>
            {
                string path = Path.Combine(_folder, $"x.{extension}");
                var random = new SeededRandom(seed);
                float[] values = [.. Enumerable.Range(0, dimension * labels.Length).Select(_ => (float)random.NextGaussian())];
                using (var writer = EmbeddingWriter.Create(path, dimension))
                {
                    for (int i = 0; i < labels.Length; i++)
                    {
                        writer.Append($"a b/{i},é.png", labels[i], values.AsSpan(i * dimension, dimension));
                    }

                    writer.Complete();
                }

                VectorSet found = VectorTable.Read(path);
                return found.Items.Values.SequenceEqual(values)
                    && found.Items.ItemShape is [int size] && size == dimension
                    && found.Items.Labels.Select(label => found.ClassNames[label]).SequenceEqual(labels)
                    && found.ItemNames!.SequenceEqual(labels.Select((_, i) => $"a b/{i},é.png"))
                    && Directory.GetFiles(_folder).Length == (extension == "npy" ? 2 : 1);
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Many_row_groups_are_written_and_read()
    {
        string path = Path.Combine(_folder, "x.parquet");
        const int Dimension = 1 << 20;
        var embedding = new float[Dimension];
        using (var writer = EmbeddingWriter.Create(path, Dimension))
        {
            for (int i = 0; i < 9; i++)
            {
                embedding[^1] = i;
                writer.Append($"{i}", "a", embedding);
            }

            writer.Complete();
        }

        VectorSet found = VectorTable.Read(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7, 8], Enumerable.Range(0, 9).Select(i => found.Items.Item(i)[^1]));
    }

    [Theory]
    [InlineData("npy")]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Nothing_is_left_of_a_file_that_was_not_completed(string extension)
    {
        string path = Path.Combine(_folder, $"x.{extension}");
        using (var writer = EmbeddingWriter.Create(path, 2))
        {
            writer.Append("a", "b", [1f, 2f]);
            Assert.NotEmpty(Directory.GetFiles(_folder));
            Assert.False(File.Exists(path));
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_older_file_stays_until_the_new_one_is_complete()
    {
        string path = Path.Combine(_folder, "x.csv");
        File.WriteAllText(path, "old");
        using var writer = EmbeddingWriter.Create(path, 1);
        writer.Append("a", "b", [0.1f]);
        Assert.Equal("old", File.ReadAllText(path));
        writer.Complete();
        Assert.Equal("path,label,e0\na,b,0.1\n", File.ReadAllText(path));
        Assert.Throws<InvalidOperationException>(writer.Complete);
        Assert.Throws<InvalidOperationException>(() => writer.Append("a", "b", [0.1f]));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        using var writer = EmbeddingWriter.Create(Path.Combine(_folder, "x.csv"), 2);
        Assert.Contains("[2], found [1]", Assert.Throws<ArgumentException>(() => writer.Append("a", "b", [1f])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => writer.Append("a", "b", [1f, float.NaN]));
        Assert.Throws<ArgumentException>(() => writer.Append("a", " ", [1f, 2f]));
        Assert.Contains("found \".TXT\"", Assert.Throws<ArgumentException>(() => EmbeddingWriter.Create("x.txt", 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingWriter.Create("x.csv", 0));
    }
}
