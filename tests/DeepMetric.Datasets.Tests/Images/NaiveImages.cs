namespace DeepMetric.Datasets.Tests.Images;

/// <summary>What images become, value by value in double.</summary>
internal static class NaiveImages
{
    /// <summary>A value of a scaled box: the weighted mean under a triangle, over all pixels of the image.</summary>
    public static double Scaled(PixelImage image, PixelBox box, int height, int width, int y, int x, int channel)
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

    /// <summary>All values of a scaled box, <c>[channels, size, size]</c>.</summary>
    public static double[] Scaled(PixelImage image, PixelBox box, int size) =>
        [.. from c in Enumerable.Range(0, image.Channels) from y in Enumerable.Range(0, size) from x in Enumerable.Range(0, size) select Scaled(image, box, size, size, y, x, c)];

    /// <summary>The centred square of the share that is kept; all of an image that has the wanted size.</summary>
    public static PixelBox Centre(PixelImage image, ImagePreparation preparation)
    {
        if (image.Width == preparation.Size && image.Height == preparation.Size)
        {
            return image.Bounds;
        }

        double side = Math.Min(image.Width, image.Height) * preparation.CenterCrop;
        return new((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    /// <summary>An image as it is trained on, with the draws in the order in which they are made: box, shift, mirror, colours.</summary>
    public static double[] Varied(PixelImage image, ImagePreparation preparation, Augmentation augmentation, SeededRandom random)
    {
        int size = preparation.Size;
        int channels = image.Channels;
        PixelBox box = augmentation.SmallestArea < 1 ? RandomBox(image, augmentation, random) : Centre(image, preparation);
        double[] values = Scaled(image, box, size);
        (int right, int down) = (0, 0);
        if (augmentation.Padding > 0)
        {
            right = random.NextInt((2 * augmentation.Padding) + 1) - augmentation.Padding;
            down = random.NextInt((2 * augmentation.Padding) + 1) - augmentation.Padding;
        }

        bool mirrored = augmentation.Flip && random.NextInt(2) == 1;
        double[] moved = new double[values.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            (int channel, int y, int x) = (i / (size * size), i / size % size, i % size);
            (int sy, int sx) = (y - down, (mirrored ? size - 1 - x : x) - right);
            moved[i] = sy >= 0 && sy < size && sx >= 0 && sx < size ? values[(((channel * size) + sy) * size) + sx] : 0;
        }

        if (augmentation.ColorJitter > 0)
        {
            Jitter(moved, channels, augmentation.ColorJitter, random);
        }

        return [.. moved.Select((value, i) => ((value / 255) - preparation.Mean[i / (size * size)]) / preparation.Deviation[i / (size * size)])];
    }

    private static PixelBox RandomBox(PixelImage image, Augmentation augmentation, SeededRandom random)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            double area = image.Width * image.Height * (augmentation.SmallestArea + ((1 - augmentation.SmallestArea) * random.NextDouble()));
            double aspect = Math.Pow(augmentation.LongestAspect, (2 * random.NextDouble()) - 1);
            (double width, double height) = (Math.Sqrt(area * aspect), Math.Sqrt(area / aspect));
            if (width <= image.Width && height <= image.Height)
            {
                double left = random.NextDouble() * (image.Width - width);
                return new(left, random.NextDouble() * (image.Height - height), width, height);
            }
        }

        double side = Math.Min(image.Width, image.Height);
        return new((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    private static void Jitter(double[] values, int channels, double strength, SeededRandom random)
    {
        int area = values.Length / channels;
        double brightness = 1 + (((2 * random.NextDouble()) - 1) * strength);
        double contrast = 1 + (((2 * random.NextDouble()) - 1) * strength);
        double saturation = 1 + (((2 * random.NextDouble()) - 1) * strength);
        double Grey(int i) => channels == 1 ? values[i] : (0.299 * values[i]) + (0.587 * values[area + i]) + (0.114 * values[(2 * area) + i]);
        double Kept(double value) => Math.Min(255, Math.Max(0, value));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Kept(values[i] * brightness);
        }

        double mean = Enumerable.Range(0, area).Average(Grey);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Kept(mean + ((values[i] - mean) * contrast));
        }

        double[] greys = [.. Enumerable.Range(0, area).Select(Grey)];
        for (int i = 0; channels == 3 && i < values.Length; i++)
        {
            values[i] = Kept(greys[i % area] + ((values[i] - greys[i % area]) * saturation));
        }
    }
}
