namespace DeepMetric.Datasets;

/// <summary>Decodes an image each time it is asked for.</summary>
internal sealed class DecodingStore(ImageIndex index, ImagePreparation preparation) : ImageStore
{
    public override int Count => index.Items.Count;

    public override PixelImage Get(int place) => Lend(place).Keep();

    public override LentImage Lend(int place, Func<int, int, int>? rows = null)
    {
        using LentBytes bytes = ImageContent.Read(index, index.Items[place]);
        return Decode(index.Items[place], bytes.Span, rows);
    }

    /// <summary>Decodes an item from its bytes.</summary>
    /// <param name="item">The item.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="rows">Gives, for a width and a height, the number of rows from the top that are looked at; null for all.</param>
    /// <exception cref="ImageFileException">They are no such image.</exception>
    public LentImage Decode(ImageItem item, ReadOnlySpan<byte> bytes, Func<int, int, int>? rows = null)
    {
        double scale = 1;
        bool isBoxed = preparation.CropToBox && item.Box is not null;

        // What is scaled before it is looked at is needed as a whole.
        Func<int, int, int>? decoded = rows is null || isBoxed ? null : (width, height) => Math.Min(width, height) > preparation.KeptShortSide ? height : rows(width, height);
        LentImage lent = item.Raw is { } raw
            ? FromPlanes(bytes, raw, preparation.Channels)
            : ImageDecoder.Lend(bytes, preparation.Channels, index.FileOf(item), preparation.KeptShortSide, decoded, out scale);
        PixelView image = lent.View;
        PixelBox box = isBoxed ? Inside(item.Box!.Value, image, scale, index.FileOf(item)) : image.Bounds;
        double shrink = Math.Min(1, preparation.KeptShortSide / Math.Min(box.Width, box.Height));
        int height = Math.Max(1, (int)Math.Round(box.Height * shrink));
        int width = Math.Max(1, (int)Math.Round(box.Width * shrink));
        if (box == image.Bounds && height == image.Height && width == image.Width)
        {
            return lent;
        }

        var pixels = LentBytes.Of(height * width * image.Channels);
        Resampling.ToBytes(image, box, height, width, pixels.Span);
        lent.Dispose();
        return new(pixels, image.Channels, height, width, image.Channels);
    }

    private static PixelBox Inside(PixelBox annotated, PixelView decoded, double scale, string file)
    {
        double left = Math.Max(0, annotated.Left * scale);
        double top = Math.Max(0, annotated.Top * scale);
        double right = Math.Min(decoded.Width, (annotated.Left + annotated.Width) * scale);
        double bottom = Math.Min(decoded.Height, (annotated.Top + annotated.Height) * scale);
        return right - left >= 1 && bottom - top >= 1
            ? new(left, top, right - left, bottom - top)
            : throw new ImageFileException(file, $"expected a box inside the image of {decoded.Width / scale:0}x{decoded.Height / scale:0} pixels, found {annotated}.");
    }

    /// <summary>Channel after channel becomes pixel after pixel, in the channels asked for.</summary>
    private static LentImage FromPlanes(ReadOnlySpan<byte> planes, RawPixels raw, int channels)
    {
        int area = raw.Height * raw.Width;
        var lent = LentBytes.Of(area * channels);
        Span<byte> pixels = lent.Span;
        for (int i = 0; i < area; i++)
        {
            if (channels == 1 && raw.Channels == 3)
            {
                pixels[i] = UprightPixels.Luma(planes[i], planes[area + i], planes[(2 * area) + i]);
                continue;
            }

            for (int channel = 0; channel < channels; channel++)
            {
                pixels[(i * channels) + channel] = planes[(raw.Channels == 1 ? 0 : channel * area) + i];
            }
        }

        return new(lent, channels, raw.Height, raw.Width, channels);
    }
}
