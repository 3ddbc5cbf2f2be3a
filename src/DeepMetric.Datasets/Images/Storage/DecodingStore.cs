namespace DeepMetric.Datasets;

/// <summary>Decodes an image each time it is asked for.</summary>
internal sealed class DecodingStore(ImageIndex index, ImagePreparation preparation) : ImageStore
{
    public override int Count => index.Items.Count;

    public override PixelImage Get(int place) => Decode(index.Items[place], ImageContent.Read(index, index.Items[place]));

    /// <summary>Decodes an item from its bytes.</summary>
    /// <exception cref="ImageFileException">They are no such image.</exception>
    public PixelImage Decode(ImageItem item, byte[] bytes)
    {
        DecodedImage decoded = item.Raw is { } raw
            ? new(FromPlanes(bytes, raw, preparation.Channels), 1)
            : ImageDecoder.Decode(bytes, preparation.Channels, index.FileOf(item), preparation.KeptShortSide);
        PixelImage image = decoded.Pixels;
        PixelBox box = preparation.CropToBox && item.Box is { } annotated ? Inside(annotated, decoded, index.FileOf(item)) : image.Bounds;
        double shrink = Math.Min(1, preparation.KeptShortSide / Math.Min(box.Width, box.Height));
        int height = Math.Max(1, (int)Math.Round(box.Height * shrink));
        int width = Math.Max(1, (int)Math.Round(box.Width * shrink));
        return box == image.Bounds && height == image.Height && width == image.Width ? image : Resampling.ToImage(image, box, height, width);
    }

    private static PixelBox Inside(PixelBox annotated, DecodedImage decoded, string file)
    {
        double left = Math.Max(0, annotated.Left * decoded.Scale);
        double top = Math.Max(0, annotated.Top * decoded.Scale);
        double right = Math.Min(decoded.Pixels.Width, (annotated.Left + annotated.Width) * decoded.Scale);
        double bottom = Math.Min(decoded.Pixels.Height, (annotated.Top + annotated.Height) * decoded.Scale);
        return right - left >= 1 && bottom - top >= 1
            ? new(left, top, right - left, bottom - top)
            : throw new ImageFileException(file, $"expected a box inside the image of {decoded.Pixels.Width / decoded.Scale:0}x{decoded.Pixels.Height / decoded.Scale:0} pixels, found {annotated}.");
    }

    /// <summary>Channel after channel becomes pixel after pixel, in the channels asked for.</summary>
    private static PixelImage FromPlanes(byte[] planes, RawPixels raw, int channels)
    {
        int area = raw.Height * raw.Width;
        var pixels = new byte[area * channels];
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

        return new(channels, raw.Height, raw.Width, pixels);
    }
}
