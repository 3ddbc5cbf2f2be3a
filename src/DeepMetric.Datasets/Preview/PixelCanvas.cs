using SkiaSharp;

namespace DeepMetric.Datasets;

/// <summary>An opaque picture that is drawn with whole numbers only, so that it has the same pixels on every machine.</summary>
internal sealed class PixelCanvas
{
    private const int BytesPerPixel = 4;
    private readonly byte[] _pixels;

    public PixelCanvas(int width, int height, PixelColor background)
    {
        Width = width;
        Height = height;
        _pixels = new byte[width * height * BytesPerPixel];
        Fill(new(0, 0, width, height), background);
    }

    public int Width { get; }

    public int Height { get; }

    public void Fill(PixelArea area, PixelColor color)
    {
        for (int y = area.Top; y < area.Bottom; y++)
        {
            for (int x = area.Left; x < area.Right; x++)
            {
                Set(x, y, color);
            }
        }
    }

    /// <summary>A filled rectangle with a line of one pixel around it and without its four corner pixels, which makes it look rounded.</summary>
    public void Card(PixelArea area, PixelColor fill, PixelColor line)
    {
        Fill(new(area.Left + 1, area.Top, area.Width - 2, area.Height), line);
        Fill(new(area.Left, area.Top + 1, area.Width, area.Height - 2), line);
        Fill(new(area.Left + 1, area.Top + 1, area.Width - 2, area.Height - 2), fill);
    }

    /// <summary>Writes a text of ASCII with its upper left corner at a place.</summary>
    public void Write(string text, int left, int top, int scale, PixelColor color)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int row = 0; row < BitmapFont.Height; row++)
            {
                for (int column = 0; column < BitmapFont.Width; column++)
                {
                    if (BitmapFont.IsInked(text[i], row, column))
                    {
                        Fill(new(left + (((i * BitmapFont.Advance) + column) * scale), top + (row * scale), scale, scale), color);
                    }
                }
            }
        }
    }

    /// <summary>Draws a picture into an area: each pixel is the mean of the part of the picture that it covers.</summary>
    public void Draw(ContactSheetTile tile, PixelArea area)
    {
        long total = (long)tile.Width * tile.Height;
        for (int y = 0; y < area.Height; y++)
        {
            for (int x = 0; x < area.Width; x++)
            {
                (long red, long green, long blue) = Sum(tile, area, x, y);
                Set(area.Left + x, area.Top + y, new((byte)((red + (total / 2)) / total), (byte)((green + (total / 2)) / total), (byte)((blue + (total / 2)) / total)));
            }
        }
    }

    public byte[] ToPng()
    {
        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixelCopy(info, _pixels);
        using SKPixmap pixmap = image.PeekPixels();
        using SKData data = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6));
        return data.ToArray();
    }

    /// <summary>The sum over the picture's pixels below one pixel of the area, each times the share covered; the shares add up to width × height.</summary>
    private static (long Red, long Green, long Blue) Sum(ContactSheetTile tile, PixelArea area, int x, int y)
    {
        (long red, long green, long blue) = (0, 0, 0);
        long left = (long)x * tile.Width;
        long top = (long)y * tile.Height;
        for (long row = top / area.Height; row * area.Height < top + tile.Height; row++)
        {
            long high = Math.Min(top + tile.Height, (row + 1) * area.Height) - Math.Max(top, row * area.Height);
            for (long column = left / area.Width; column * area.Width < left + tile.Width; column++)
            {
                long weight = high * (Math.Min(left + tile.Width, (column + 1) * area.Width) - Math.Max(left, column * area.Width));
                long at = 3 * ((row * tile.Width) + column);
                red += weight * tile.Pixels[at];
                green += weight * tile.Pixels[at + 1];
                blue += weight * tile.Pixels[at + 2];
            }
        }

        return (red, green, blue);
    }

    private void Set(int x, int y, PixelColor color)
    {
        Span<byte> pixel = _pixels.AsSpan(((y * Width) + x) * BytesPerPixel, BytesPerPixel);
        pixel[0] = color.Red;
        pixel[1] = color.Green;
        pixel[2] = color.Blue;
        pixel[3] = byte.MaxValue;
    }
}
