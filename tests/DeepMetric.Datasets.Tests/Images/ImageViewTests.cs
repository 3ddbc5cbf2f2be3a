using CsCheck;

namespace DeepMetric.Datasets.Tests.Images;

public sealed class ImageViewTests
{
    // A thousandth of a grey level, normalised.
    private const double Tolerance = 1e-3 / 255 / 0.2;

    private static readonly Gen<(PixelImage Image, int Size)> _cases =
        from channels in Gen.Bool.Select(coloured => coloured ? 3 : 1)
        from size in Gen.Int[4, 21]
        from isNative in Gen.Bool
        from height in isNative ? Gen.Const(size) : Gen.Int[1, 30]
        from width in isNative ? Gen.Const(size) : Gen.Int[1, 30]
        from pixels in Gen.Byte.Array[channels * height * width]
        select (new PixelImage(channels, height, width, pixels), size);

    private static readonly Gen<Augmentation> _augmentations =
        from padding in Gen.OneOf(Gen.Const(0), Gen.Int[1, 6], Gen.Const(40))
        from area in Gen.OneOf(Gen.Const(1.0), Gen.Const(0.25), Gen.Const(0.8))
        from aspect in Gen.OneOf(Gen.Const(1.0), Gen.Const(4 / 3.0), Gen.Const(4.0))
        from flip in Gen.Bool
        from jitter in Gen.OneOf(Gen.Const(0.0), Gen.Const(0.4))
        select new Augmentation { Padding = padding, SmallestArea = area, LongestAspect = aspect, Flip = flip, ColorJitter = jitter };

    [Fact]
    public void An_evaluated_image_is_its_scaled_centre_normalised_in_double() => _cases.Sample(
        sample =>
        {
            var preparation = ImagePreparation.For(sample.Size, sample.Image.Channels);
            var found = new float[sample.Image.Channels * sample.Size * sample.Size];
            new ImageView(preparation, Augmentation.None).Evaluate(sample.Image, found);
            double[] scaled = NaiveImages.Scaled(sample.Image, NaiveImages.Centre(sample.Image, preparation), sample.Size);
            for (int i = 0; i < found.Length; i++)
            {
                int channel = i / (sample.Size * sample.Size);
                Assert.Equal(((scaled[i] / 255) - preparation.Mean[channel]) / preparation.Deviation[channel], found[i], Tolerance);
            }
        },
        iter: 150,
        threads: 1);

    [Fact]
    public void A_varied_image_is_that_of_the_same_draws_in_double()
    {
        int moved = 0;
        Gen.Select(_cases, _augmentations, Gen.ULong, Gen.Int[0, 1000]).Sample(
            (sample, augmentation, seed, epoch) =>
            {
                var preparation = ImagePreparation.For(sample.Size, sample.Image.Channels);
                var found = new float[sample.Image.Channels * sample.Size * sample.Size];
                var view = new ImageView(preparation, augmentation);
                var random = new SeededRandom(seed, epoch, 3);
                PixelBox box = view.DrawBox(sample.Image.Width, sample.Image.Height, random);
                view.Vary(sample.Image, box, random, found);
                double[] expected = NaiveImages.Varied(sample.Image, preparation, augmentation, new SeededRandom(seed, epoch, 3));
                for (int i = 0; i < found.Length; i++)
                {
                    Assert.Equal(expected[i], found[i], 4 * Tolerance);
                }

                // Rows below those that are said to be looked at are not.
                var same = new float[found.Length];
                random = new SeededRandom(seed, epoch, 3);
                view.Vary(WithoutRowsFrom(view.RowsOf(box, sample.Image.Height), sample.Image), view.DrawBox(sample.Image.Width, sample.Image.Height, random), random, same);
                Assert.Equal(found, same);

                var plain = new float[found.Length];
                new ImageView(preparation, Augmentation.None).Evaluate(sample.Image, plain);
                moved += plain.AsSpan().SequenceEqual(found) ? 0 : 1;
            },
            iter: 300,
            threads: 1);
        Assert.InRange(moved, 200, 300);
    }

    private static PixelView WithoutRowsFrom(int row, PixelImage image) =>
        new(image.Pixels[..(row * image.Width * image.Channels)], image.Channels, image.Height, image.Width, image.Channels);
}
