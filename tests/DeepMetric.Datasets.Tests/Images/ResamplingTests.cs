using CsCheck;

namespace DeepMetric.Datasets.Tests.Images;

public sealed class ResamplingTests
{
    private static readonly Gen<(PixelImage Image, PixelBox Box, int Height, int Width)> _cases =
        from channels in Gen.Bool.Select(coloured => coloured ? 3 : 1)
        from height in Gen.Int[1, 20]
        from width in Gen.Int[1, 20]
        from pixels in Gen.Byte.Array[channels * height * width]
        from box in Gen.Double[0, 1].Array[4]
        from targetHeight in Gen.Int[1, 24]
        from targetWidth in Gen.Int[1, 24]
        let left = box[0] * width * 0.9
        let top = box[1] * height * 0.9
        select (new PixelImage(channels, height, width, pixels),
            new PixelBox(left, top, 0.05 + (box[2] * (width - left - 0.05)), 0.05 + (box[3] * (height - top - 0.05))), targetHeight, targetWidth);

    [Fact]
    public void Equals_the_weighted_mean_under_a_triangle_in_double() => _cases.Sample(
        sample =>
        {
            (PixelImage image, PixelBox box, int height, int width) = sample;
            var found = new float[height * width * image.Channels];
            Resampling.Scale(image, box, height, width, found);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    for (int c = 0; c < image.Channels; c++)
                    {
                        Assert.Equal(Naive(image, box, height, width, y, x, c), found[(((y * width) + x) * image.Channels) + c], 1e-2);
                    }
                }
            }
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void An_image_of_the_wanted_size_stays_as_it_is()
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 7 * 3).Select(i => (byte)(i * 37))];
        var image = new PixelImage(3, 5, 7, pixels);
        Assert.Equal(pixels, Resampling.ToImage(image, image.Bounds, 5, 7).Pixels.ToArray());
        var crop = new float[4];
        Resampling.Scale(new PixelImage(1, 3, 3, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }), new PixelBox(1, 1, 2, 2), 2, 2, crop);
        Assert.Equal([5f, 6, 8, 9], crop);
    }

    [Fact]
    public void Halving_weighs_four_pixels_a_side_one_three_three_one()
    {
        // Reach is 2 source pixels: centres at 1, 3, 5, 7, so the second value weighs pixels 1 to 4 by 1/4, 3/4, 3/4, 1/4 of 2.
        var found = new float[4];
        Resampling.Scale(new PixelImage(1, 1, 8, new byte[] { 0, 80, 0, 0, 0, 0, 0, 0 }), new PixelBox(0, 0, 8, 1), 1, 4, found);
        Assert.Equal(80 * 0.25 / 2, found[1], 1e-4);
        Assert.Equal(80 * 0.75 / 1.75, found[0], 1e-4);
        Assert.Equal(0, found[2]);
    }

    private static double Naive(PixelImage image, PixelBox box, int height, int width, int y, int x, int channel)
    {
        double stepX = box.Width / width;
        double stepY = box.Height / height;
        double centreX = box.Left + ((x + 0.5) * stepX);
        double centreY = box.Top + ((y + 0.5) * stepY);
        double sum = 0;
        double weights = 0;
        for (int sy = 0; sy < image.Height; sy++)
        {
            for (int sx = 0; sx < image.Width; sx++)
            {
                double weight = Math.Max(0, 1 - (Math.Abs(sx + 0.5 - centreX) / Math.Max(1, stepX))) * Math.Max(0, 1 - (Math.Abs(sy + 0.5 - centreY) / Math.Max(1, stepY)));
                sum += weight * image.Pixels.Span[(((sy * image.Width) + sx) * image.Channels) + channel];
                weights += weight;
            }
        }

        return sum / weights;
    }
}
