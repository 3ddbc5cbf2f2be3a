using DeepMetric.Datasets;
using SkiaSharp;

namespace DeepMetric.Datasets.Tests.Images;

public sealed class StreamedImagesTests : IDisposable
{
    private static readonly ImagePreparation Preparation = ImagePreparation.For(8, 3);
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public StreamedImagesTests()
    {
        for (int i = 0; i < 6; i++)
        {
            Write(i, (byte)(40 * i));
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Values_names_and_labels_are_those_of_an_image_set()
    {
        ImageIndex index = ImageFolder.Read(_root, cancellationToken: TestContext.Current.CancellationToken);
        LabeledSet expected = ImageSet.Open(index, new ImageLoading { Preparation = Preparation }, TestContext.Current.CancellationToken).Items;
        StreamedImages streamed = StreamedImages.Open(index, Preparation);
        Assert.Equal(expected.Values, streamed.Items.Values);
        Assert.Equal(expected.Labels, streamed.Items.Labels);
        Assert.Equal(expected.ItemNames, streamed.Items.ItemNames);
        Assert.Equal(expected.ComputeContentHash(), streamed.Items.ComputeContentHash());
        Assert.True(expected.Values.Distinct().Count() > 5);
    }

    [Fact]
    public void A_broken_image_shows_when_it_is_read()
    {
        File.WriteAllText(FileOf(4), "no image");
        ImageIndex index = ImageFolder.Read(_root, cancellationToken: TestContext.Current.CancellationToken);
        var values = new float[3 * 8 * 8];
        StreamedImages strict = StreamedImages.Open(index, Preparation);
        strict.Items.Items.Read(3, values);
        Assert.Equal(FileOf(4), Assert.Throws<ImageFileException>(() => strict.Items.Items.Read(4, values)).File);
        StreamedImages skipping = StreamedImages.Open(index, Preparation, skipBroken: true);
        Array.Fill(values, 7);
        skipping.Items.Items.Read(4, values);
        Assert.All(values, value => Assert.Equal(0, value));
        Assert.Equal(FileOf(4), skipping.ProblemOf(4)!.File);
        Assert.Null(skipping.ProblemOf(3));
    }

    [Fact]
    public void A_fingerprint_is_the_same_read_or_not_and_another_for_another_content_name_or_class()
    {
        string Of(int first, int count, bool isRead)
        {
            StreamedImages images = StreamedImages.Open(ImageFolder.Read(_root, cancellationToken: TestContext.Current.CancellationToken), Preparation, skipBroken: true);
            if (isRead)
            {
                _ = images.Items.Values;
            }

            return Convert.ToHexString(images.FingerprintOf(first, count));
        }

        string before = Of(0, 6, isRead: false);
        Assert.Equal(before, Of(0, 6, isRead: true));
        Assert.NotEqual(before, Of(0, 5, isRead: true));
        string part = Of(0, 3, isRead: true);
        Write(4, 99);
        Assert.NotEqual(before, Of(0, 6, isRead: true));
        Assert.Equal(part, Of(0, 3, isRead: false));
        Write(4, 160);
        Assert.Equal(before, Of(0, 6, isRead: false));
        File.Move(FileOf(1), FileOf(1) + ".png");
        Assert.NotEqual(part, Of(0, 3, isRead: false));
    }

    [Fact]
    public void A_folder_without_the_shape_of_classes_and_files_by_name_have_items_of_no_class()
    {
        Assert.Equal(["c0", "c1"], ImageFiles.In(_root, TestContext.Current.CancellationToken).ClassNames);
        File.Copy(FileOf(0), Path.Combine(_root, "beside.png"));
        ImageIndex mixed = ImageFiles.In(_root, TestContext.Current.CancellationToken);
        Assert.Equal(7, mixed.Items.Count);
        Assert.All(mixed.Items, item => Assert.Equal(LabeledSet.Outlier, item.Label));
        Assert.StartsWith("The images have no classes.", mixed.Notes[0], StringComparison.Ordinal);
        ImageIndex named = ImageFiles.Of(["beside.png", FileOf(2)], _root);
        Assert.Equal(["beside.png", FileOf(2)], StreamedImages.Open(named, Preparation).Items.ItemNames!);
        Assert.Equal(FileOf(2), named.FileOf(named.Items[1]));
        Assert.Throws<ArgumentException>(() => ImageFiles.Of(["a.png", "a.png"], _root));
        Assert.Throws<InvalidDataException>(() => ImageFiles.In(Directory.CreateDirectory(Path.Combine(_root, "none")).FullName, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.csv")]
    [InlineData("x.parquet")]
    public void Embeddings_without_a_class_read_back_as_outliers_beside_numbered_classes(string file)
    {
        string path = Path.Combine(_root, file);
        using (EmbeddingWriter writer = EmbeddingWriter.Create(path, 2))
        {
            writer.Append("first", "10", [1, 2]);
            writer.Append("second", EmbeddingWriter.NoClass, [3, 4]);
            writer.Append("third", "9", [5, 6]);
            writer.Complete();
        }

        VectorSet read = VectorTable.Read(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["9", "10"], read.ClassNames);
        Assert.Equal([1, LabeledSet.Outlier, 0], read.Items.Labels);
    }

    private string FileOf(int i) => Path.Combine(_root, $"c{i / 3}", $"{i}.png");

    private void Write(int i, byte shade)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(i))!);
        using var bitmap = new SKBitmap(10, 10, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(shade, (byte)(255 - shade), 77));
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(FileOf(i), png.ToArray());
    }
}
