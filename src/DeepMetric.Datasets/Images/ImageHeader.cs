using SkiaSharp;

namespace DeepMetric.Datasets;

/// <summary>What the first bytes of an image say about it.</summary>
/// <param name="Format">The format, such as <c>JPEG</c> or <c>PNG</c>; <c>raw</c> for uncompressed pixels inside a larger file.</param>
/// <param name="Width">Columns, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="IsGrey">Whether it is stored as grey values.</param>
public sealed record ImageHeader(string Format, int Width, int Height, bool IsGrey)
{
    /// <summary>Reads the header of an image; no pixel is decoded, however many there are.</summary>
    /// <param name="index">The images.</param>
    /// <param name="item">One of them.</param>
    /// <returns>The header, or null where the file is missing or does not begin as an image.</returns>
    public static ImageHeader? TryRead(ImageIndex index, ImageItem item)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(item);
        if (item.Raw is { } raw)
        {
            return new("raw", raw.Width, raw.Height, raw.Channels == 1);
        }

        string file = index.FileOf(item);
        using SKCodec? codec = File.Exists(file) ? SKCodec.Create(file) : null;
        return codec is null ? null : new(codec.EncodedFormat.ToString().ToUpperInvariant(), codec.Info.Width, codec.Info.Height, codec.Info.ColorType == SKColorType.Gray8);
    }
}
