using CsCheck;
using SkiaSharp;

namespace DeepMetric.Datasets.Tests.Images;

public sealed class UprightPixelsTests
{
    [Fact]
    public void Pixels_lie_on_white_where_the_origin_says_they_do() =>
        Gen.Select(Gen.Int[1, 23], Gen.Int[1, 13], Gen.Int[1, 8], Gen.Bool, Gen.Byte.Array[23 * 13 * 4]).Sample(
            (width, height, origin, isGrey, bytes) =>
            {
                byte[] rgba = [.. Enumerable.Range(0, width * height * 4).Select(i => Math.Min(bytes[i], bytes[i | 3]))];
                int channels = isGrey ? 1 : 3;
                (int outWidth, int outHeight) = origin >= 5 ? (height, width) : (width, height);
                Assert.Equal((outWidth, outHeight), UprightPixels.SizeOf(width, height, (SKEncodedOrigin)origin));
                var found = new byte[width * height * channels];
                UprightPixels.Lay(rgba, width, height, channels, (SKEncodedOrigin)origin, found);
                for (int y = 0; y < outHeight; y++)
                {
                    for (int x = 0; x < outWidth; x++)
                    {
                        // The table of the EXIF standard: where a pixel of the upright image lies in the stored one.
                        (int sx, int sy) = origin switch
                        {
                            1 => (x, y),
                            2 => (width - 1 - x, y),
                            3 => (width - 1 - x, height - 1 - y),
                            4 => (x, height - 1 - y),
                            5 => (y, x),
                            6 => (y, height - 1 - x),
                            7 => (width - 1 - y, height - 1 - x),
                            _ => (width - 1 - y, x),
                        };
                        int stored = ((sy * width) + sx) * 4;
                        int[] colour = [.. Enumerable.Range(0, 3).Select(c => rgba[stored + c] + 255 - rgba[stored + 3])];
                        int place = ((y * outWidth) + x) * channels;
                        if (isGrey)
                        {
                            Assert.InRange(found[place] - ((0.299 * colour[0]) + (0.587 * colour[1]) + (0.114 * colour[2])), -0.51, 0.51);
                        }
                        else
                        {
                            Assert.Equal(colour, found[place..(place + 3)].Select(value => (int)value));
                        }
                    }
                }
            },
            iter: 400,
            threads: 1);
}
