namespace DeepMetric.Datasets.Tests.Images;

public sealed class ImageSetTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ImageStorage.Memory)]
    [InlineData(ImageStorage.Cache)]
    [InlineData(ImageStorage.None)]
    public void Values_do_not_depend_on_where_images_are_kept(ImageStorage storage)
    {
        ImageIndex index = Index((80, 60), (60, 90), (64, 64));
        ImageSet expected = ImageSet.Open(index, new() { Size = 24, Storage = ImageStorage.None }, Cancellation);
        var loading = new ImageLoading { Size = 24, Storage = storage, CacheFolder = Path.Combine(_root, "cache") };
        for (int pass = 0; pass < 2; pass++)
        {
            ImageSet found = ImageSet.Open(index, loading, Cancellation);
            Assert.Equal([3, 24, 24], found.Items.ItemShape);
            Assert.Equal(expected.Items.Values, found.Items.Values);
            Assert.Equal(Varied(expected, 2, 5), Varied(found, 2, 5));
            Assert.Equal(expected.Items.ComputeContentHash(), found.Items.ComputeContentHash());
        }
    }

    [Fact]
    public void Values_of_photographs_do_not_depend_on_how_much_of_them_is_decoded()
    {
        (int, int)[] sizes = [(60, 150), (61, 90), (150, 60), (33, 47), (640, 400)];
        ImageIndex index = Index(sizes, SkiaSharp.SKEncodedImageFormat.Jpeg);
        var loading = new ImageLoading { Size = 30, Augmentation = Augmentation.ResizedCrop, ColorJitter = 0.1 };
        ImageSet partly = ImageSet.Open(index, loading with { Storage = ImageStorage.None }, Cancellation);
        ImageSet wholly = ImageSet.Open(index, loading with { Storage = ImageStorage.Memory }, Cancellation);
        Assert.Equal(wholly.Items.Values, partly.Items.Values);
        for (int epoch = 0; epoch < 20; epoch++)
        {
            Assert.Equal(Varied(wholly, 3, epoch), Varied(partly, 3, epoch));
        }

        // All of a file has to be sound, also what is below the part that is looked at.
        byte[] file = File.ReadAllBytes(index.FileOf(index.Items[0]));
        File.WriteAllBytes(index.FileOf(index.Items[0]), file[..(file.Length * 19 / 20)]);
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageSet.Open(index, loading with { Storage = ImageStorage.None }, Cancellation));
        Assert.Contains("found one that ends too early", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_the_centre_normalised()
    {
        // A white image with a black rim of one pixel. Size 28 keeps the centred 28 of 32 pixels as they are.
        var pixels = new byte[32 * 32 * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y) = (i / 3 % 32, i / 96);
            pixels[i] = (byte)(x is 0 or 31 || y is 0 or 31 ? 0 : 255);
        }

        using SkiaSharp.SKBitmap bitmap = Bitmap(32, 32, pixels);
        File.WriteAllBytes(Path.Combine(_root, "rim.png"), Pictures.Encoded(bitmap, SkiaSharp.SKEncodedImageFormat.Png));
        var index = new ImageIndex("one", _root, [new() { Path = "rim.png", Label = 0 }], ["a"]);
        float[] values = ImageSet.Open(index, new() { Size = 28 }, Cancellation).Items.Values;
        Assert.All(values[..784], value => Assert.Equal((1 - 0.485) / 0.229, value, 1e-4));
        Assert.All(values[784..1568], value => Assert.Equal((1 - 0.456) / 0.224, value, 1e-4));
        Assert.All(values[1568..], value => Assert.Equal((1 - 0.406) / 0.225, value, 1e-4));
    }

    [Fact]
    public void Variation_depends_on_seed_epoch_and_item_alone()
    {
        ImageSet set = ImageSet.Open(Index((50, 40), (50, 40)), new() { Size = 16, Augmentation = Augmentation.ResizedCrop, ColorJitter = 0.4 }, Cancellation);
        float[] once = Varied(set, 1, 3);
        Assert.Equal(once, Varied(set, 1, 3));
        Assert.NotEqual(once, Varied(set, 2, 3));
        Assert.NotEqual(once, Varied(set, 1, 4));
        LabeledSet turned = set.Items.Subset([1, 0]);
        var second = new float[turned.ItemSize];
        turned.Items.ReadVaried(0, 1, 3, second);
        var same = new float[turned.ItemSize];
        set.Items.Items.ReadVaried(1, 1, 3, same);
        Assert.Equal(same, second);
    }

    [Fact]
    public void A_padded_crop_is_the_image_moved_and_maybe_mirrored()
    {
        ImageSet set = ImageSet.Open(Index((16, 16)), new() { Size = 16, Augmentation = Augmentation.PadAndCrop }, Cancellation);
        ImageSet plain = ImageSet.Open(Index((16, 16)), new() { Size = 16, Augmentation = Augmentation.None }, Cancellation);
        float[] image = plain.Items.Values;
        var seen = new HashSet<(int, int, bool)>();
        for (int epoch = 0; epoch < 60; epoch++)
        {
            (int, int, bool)[] explanations = [.. from right in Enumerable.Range(-4, 9) from down in Enumerable.Range(-4, 9) from mirrored in (bool[])[false, true]
                where Moved(image, right, down, mirrored).SequenceEqual(Varied(set, 7, epoch)) select (right, down, mirrored)];
            Assert.Single(explanations);
            seen.Add(explanations[0]);
        }

        Assert.True(seen.Count > 30, $"{seen.Count} variations");
        Assert.Equal([false, true], seen.Select(variation => variation.Item3).Distinct().Order());
    }

    [Fact]
    public void A_broken_image_ends_the_reading_or_is_left_out_and_named()
    {
        ImageIndex index = Index((30, 30), (31, 30), (32, 30), (33, 30));
        File.WriteAllBytes(index.FileOf(index.Items[1]), []);
        File.WriteAllText(index.FileOf(index.Items[2]), "no image");
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageSet.Open(index, new() { Size = 8 }, Cancellation));
        Assert.Equal($"{index.FileOf(index.Items[1])}: expected an image, found an empty file. 1 more of 4 images cannot be read either.", refused.Message);
        foreach (ImageStorage storage in (ImageStorage[])[ImageStorage.Memory, ImageStorage.None, ImageStorage.Cache, ImageStorage.Cache])
        {
            ImageSet kept = ImageSet.Open(index, new() { Size = 8, SkipBroken = true, Storage = storage, CacheFolder = _root }, Cancellation);
            Assert.Equal(["0.png", "3.png"], kept.Items.ItemNames);
            Assert.Equal(2, kept.Broken.Count);
            Assert.EndsWith("found 8 bytes of something else.", kept.Broken[1].Message, StringComparison.Ordinal);
            var item = new float[kept.Items.ItemSize];
            kept.Items.Items.Read(1, item);
            ImageSet whole = ImageSet.Open(new ImageIndex("one", _root, [index.Items[3]], ["a", "b"]), new() { Size = 8 }, Cancellation);
            Assert.Equal(whole.Items.Values, item);
        }
    }

    [Fact]
    public void A_cache_is_written_anew_when_a_file_or_a_setting_changes_or_it_is_damaged()
    {
        ImageIndex index = Index((40, 40), (41, 40));
        string folder = Path.Combine(_root, "cache");
        float[] Read(int size) => ImageSet.Open(index, new() { Size = size, Storage = ImageStorage.Cache, CacheFolder = folder }, Cancellation).Items.Values;
        float[] Plain(int size) => ImageSet.Open(index, new() { Size = size, Storage = ImageStorage.None }, Cancellation).Items.Values;
        Assert.Equal(Plain(12), Read(12));
        string first = Assert.Single(Directory.GetFiles(folder));
        DateTime written = File.GetLastWriteTimeUtc(first);
        Read(12);
        Assert.Equal(written, File.GetLastWriteTimeUtc(first));
        Assert.Equal(Plain(9), Read(9));
        File.WriteAllBytes(index.FileOf(index.Items[0]), Pictures.Png(44, 40, seed: 9));
        Assert.Equal(Plain(12), Read(12));
        Assert.Equal(3, Directory.GetFiles(folder).Length);
        foreach (string file in Directory.GetFiles(folder))
        {
            // Another file of the same name: the one that is mapped cannot be cut while it is.
            File.Delete(file);
            File.WriteAllBytes(file, new byte[100]);
        }

        Assert.Equal(Plain(12), Read(12));
    }

    [Fact]
    public void Boxes_are_cut_out_where_asked_for()
    {
        ImageIndex index = Index((64, 64));
        var boxed = new ImageIndex("boxed", _root, [index.Items[0] with { Box = new PixelBox(8, 4, 16, 16) }], ["a"]);
        float[] cut = ImageSet.Open(boxed, new() { Size = 16, CropToBox = true, Augmentation = Augmentation.None }, Cancellation).Items.Values;
        float[] whole = ImageSet.Open(boxed, new() { Size = 64, Augmentation = Augmentation.None }, Cancellation).Items.Values;
        Assert.All(Enumerable.Range(0, 256), i => Assert.Equal(whole[(((i / 16) + 4) * 64) + (i % 16) + 8], cut[i]));
        var outside = new ImageIndex("outside", _root, [index.Items[0] with { Box = new PixelBox(70, 4, 16, 16) }], ["a"]);
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageSet.Open(outside, new() { Size = 16, CropToBox = true }, Cancellation));
        Assert.Contains("expected a box inside the image of 64x64 pixels", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() => ImageSet.Open(Index((20, 20)), new() { Size = 8 }, new CancellationToken(canceled: true)));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static SkiaSharp.SKBitmap Bitmap(int width, int height, byte[] pixels)
    {
        var bitmap = new SkiaSharp.SKBitmap(width, height, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Opaque);
        for (int i = 0; i < width * height; i++)
        {
            bitmap.SetPixel(i % width, i / width, new SkiaSharp.SKColor(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]));
        }

        return bitmap;
    }

    private static float[] Varied(ImageSet set, ulong seed, int epoch)
    {
        var values = new float[set.Items.Count * set.Items.ItemSize];
        for (int i = 0; i < set.Items.Count; i++)
        {
            set.Items.Items.ReadVaried(i, seed, epoch, values.AsSpan(i * set.Items.ItemSize, set.Items.ItemSize));
        }

        return values;
    }

    private static float[] Moved(float[] image, int right, int down, bool mirrored)
    {
        double[] mean = [0.485, 0.456, 0.406];
        double[] deviation = [0.229, 0.224, 0.225];
        var moved = new float[image.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            (int channel, int y, int x) = (i / 256, i / 16 % 16, i % 16);
            (int sy, int sx) = (y - down, (mirrored ? 15 - x : x) - right);
            moved[i] = sy is >= 0 and < 16 && sx is >= 0 and < 16 ? image[(channel * 256) + (sy * 16) + sx] : (float)(-mean[channel] / deviation[channel]);
        }

        return moved;
    }

    private ImageIndex Index(params (int Width, int Height)[] sizes) => Index(sizes, SkiaSharp.SKEncodedImageFormat.Png);

    private ImageIndex Index((int Width, int Height)[] sizes, SkiaSharp.SKEncodedImageFormat format)
    {
        string[] names = [.. sizes.Select((_, i) => $"{i}.{format.ToString().ToLowerInvariant()}")];
        for (int i = 0; i < sizes.Length; i++)
        {
            using SkiaSharp.SKBitmap bitmap = Pictures.Pattern(sizes[i].Width, sizes[i].Height, i);
            File.WriteAllBytes(Path.Combine(_root, names[i]), Pictures.Encoded(bitmap, format, 90));
        }

        return new ImageIndex("pictures", _root, [.. names.Select((name, i) => new ImageItem { Path = name, Label = i % 2 })], ["a", "b"]);
    }
}
