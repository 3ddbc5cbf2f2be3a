using CsCheck;

namespace DeepMetric.Datasets.Tests.Images;

public sealed class ResamplingTests
{
    private static readonly float[] _factors = [0.5f, 2, 1.25f];
    private static readonly float[] _offsets = [-3, 7, 0];

    // Up to more pixels than the widest vectors hold, and mostly sizes that do not fill them.
    private static readonly Gen<(PixelImage Image, PixelBox Box, int Height, int Width)> _cases =
        from channels in Gen.Bool.Select(coloured => coloured ? 3 : 1)
        from height in Gen.Int[1, 20]
        from width in Gen.Int[1, 45]
        from pixels in Gen.Byte.Array[channels * height * width]
        from box in Gen.Double[0, 1].Array[4]
        from targetHeight in Gen.Int[1, 24]
        from targetWidth in Gen.Int[1, 41]
        let left = box[0] * width * 0.9
        let top = box[1] * height * 0.9
        select (new PixelImage(channels, height, width, pixels),
            new PixelBox(left, top, 0.05 + (box[2] * (width - left - 0.05)), 0.05 + (box[3] * (height - top - 0.05))), targetHeight, targetWidth);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equals_the_weighted_mean_under_a_triangle_in_double(bool mirrored) => _cases.Sample(
        sample =>
        {
            (PixelImage image, PixelBox box, int height, int width) = sample;
            var found = new float[height * width * image.Channels];
            Resampling.Scale(image, box, height, width, mirrored, _factors, _offsets, found);
            byte[] bytes = Resampling.ToImage(image, box, height, width).Pixels.ToArray();
            if (image.Channels == 3)
            {
                PixelView spaced = Spaced(image);
                var same = new float[found.Length];
                Resampling.Scale(spaced, box, height, width, mirrored, _factors, _offsets, same);
                Assert.Equal(found, same);
                Assert.Equal(bytes, Resampling.ToImage(spaced, box, height, width).Pixels.ToArray());
                Assert.Equal(image.Pixels.ToArray(), spaced.ToImage().Pixels.ToArray());
            }

            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    for (int c = 0; c < image.Channels; c++)
                    {
                        double expected = NaiveImages.Scaled(image, box, height, width, y, x, c);
                        int column = mirrored ? width - 1 - x : x;
                        Assert.Equal((expected * _factors[c]) + _offsets[c], found[(((c * height) + y) * width) + column], 1e-3);
                        Assert.InRange(bytes[(((y * width) + x) * image.Channels) + c] - expected, -0.5001, 0.5001);
                    }
                }
            }
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void A_box_that_is_not_scaled_stays_as_it_is()
    {
        byte[] pixels = [.. Enumerable.Range(0, 35 * 37 * 3).Select(i => (byte)(i * 37))];
        var image = new PixelImage(3, 35, 37, pixels);
        Assert.Equal(pixels, Resampling.ToImage(image, image.Bounds, 35, 37).Pixels.ToArray());
        Assert.Equal([5f, 6, 8, 9], Scaled(new PixelImage(1, 3, 3, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }), new PixelBox(1, 1, 2, 2), 2, 2));
    }

    [Fact]
    public void Halving_weighs_four_pixels_a_side_one_three_three_one()
    {
        // Reach is 2 source pixels: centres at 1, 3, 5, 7, so the second value weighs pixels 1 to 4 by 1/4, 3/4, 3/4, 1/4 of 2.
        float[] found = Scaled(new PixelImage(1, 1, 8, new byte[] { 0, 80, 0, 0, 0, 0, 0, 0 }), new PixelBox(0, 0, 8, 1), 1, 4);
        Assert.Equal(80 * 0.25 / 2, found[1], 1e-4);
        Assert.Equal(80 * 0.75 / 1.75, found[0], 1e-4);
        Assert.Equal(0, found[2]);
    }

    /// <summary>The image with a fourth byte behind each pixel's three, as decoders write it.</summary>
    private static PixelView Spaced(PixelImage image)
    {
        byte[] pixels = [.. Enumerable.Range(0, image.Height * image.Width * 4).Select(i => i % 4 == 3 ? (byte)(i * 7) : image.Pixels.Span[(i / 4 * 3) + (i % 4)])];
        return new(pixels, 3, image.Height, image.Width, Stride: 4);
    }

    private static float[] Scaled(PixelImage image, PixelBox box, int height, int width)
    {
        var values = new float[height * width];
        Resampling.Scale(image, box, height, width, mirrored: false, [1], [0], values);
        return values;
    }
}
