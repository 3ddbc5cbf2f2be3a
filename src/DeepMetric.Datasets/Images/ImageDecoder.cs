using SkiaSharp;

namespace DeepMetric.Datasets;

/// <summary>Turns encoded images into pixels: JPEG, PNG, WebP, BMP and GIF, upright and in plain colours.</summary>
/// <remarks>
/// Grey images are asked for as one channel or repeated into three, CMYK and 16-bit values become 8-bit RGB, transparent parts show white, the orientation
/// that a camera noted (EXIF) is applied, and of an animation the first frame is taken. Colour profiles are not applied, as in most training pipelines.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>The most pixels that an image may have once decoded.</summary>
    public const long LargestPixelCount = 100_000_000;

    private const int BytesPerPixel = 4;

    /// <summary>Decodes an image.</summary>
    /// <param name="encoded">The bytes of its file.</param>
    /// <param name="channels">1 for grey values, 3 for colours.</param>
    /// <param name="file">The name for messages.</param>
    /// <param name="shortSide">
    /// How small the shorter side may come out: an image of twice that or more may be decoded at a fraction of its size, where its format allows that
    /// without decoding all of it. Null for full size.
    /// </param>
    /// <exception cref="ImageFileException">The bytes are no whole image of a known format, or it is too large.</exception>
    public static DecodedImage Decode(byte[] encoded, int channels, string file, int? shortSide = null)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        LentImage decoded = Lend(encoded, channels, file, shortSide, rows: null, out double scale);
        return new DecodedImage(decoded.Keep(), scale);
    }

    /// <summary>As <see cref="Decode"/>, into memory that is used again; and of a JPEG no more than is looked at, as far as its rows come from top to bottom.</summary>
    /// <param name="encoded">The bytes of its file.</param>
    /// <param name="channels">1 for grey values, 3 for colours.</param>
    /// <param name="file">The name for messages.</param>
    /// <param name="shortSide">How small the shorter side may come out; null for full size.</param>
    /// <param name="rows">Gives, for a width and a height, the number of rows from the top that are looked at; those below may hold anything. Null for all.</param>
    /// <param name="scale">The width by the width that the file states.</param>
    internal static LentImage Lend(ReadOnlySpan<byte> encoded, int channels, string file, int? shortSide, Func<int, int, int>? rows, out double scale)
    {
        if (encoded.Length == 0)
        {
            throw new ImageFileException(file, "expected an image, found an empty file.");
        }

        using SKData data = SKData.CreateCopy(encoded);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
        {
            throw new ImageFileException(file, $"expected a JPEG, PNG, WebP, BMP or GIF image, found {encoded.Length} bytes of something else.");
        }

        SKImageInfo full = codec.Info;
        SKSizeI size = SizeToDecode(codec, full, shortSide);
        if ((long)size.Width * size.Height > LargestPixelCount)
        {
            throw new ImageFileException(file, FormattableString.Invariant($"expected an image of at most {LargestPixelCount:N0} pixels, found {full.Width}x{full.Height}."));
        }

        // Premultiplied, so that what is transparent can be laid on white by one addition.
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, full.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        scale = (double)size.Width / full.Width;
        var rgba = LentBytes.Of(size.Width * size.Height * BytesPerPixel);
        SKEncodedOrigin origin = codec.EncodedOrigin;
        if (channels == 3 && full.IsOpaque && origin == SKEncodedOrigin.Default)
        {
            // Most photographs: upright and in their colours already.
            int needed = rows is not null && codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? Math.Clamp(rows(size.Width, size.Height), 1, size.Height) : size.Height;
            Fill(codec, info, rgba.Span, needed, file);
            return new(rgba, channels, size.Height, size.Width, BytesPerPixel);
        }

        Fill(codec, info, rgba.Span, size.Height, file);
        (int width, int height) = UprightPixels.SizeOf(size.Width, size.Height, origin);
        var pixels = LentBytes.Of(width * height * channels);
        UprightPixels.Lay(rgba.Span, size.Width, size.Height, channels, origin, pixels.Span);
        rgba.Dispose();
        return new(pixels, channels, height, width, channels);
    }

    private static unsafe void Fill(SKCodec codec, SKImageInfo info, Span<byte> rgba, int rows, string file)
    {
        SKCodecResult result;
        fixed (byte* first = rgba)
        {
            result = rows < info.Height && codec.StartScanlineDecode(info) == SKCodecResult.Success
                ? codec.GetScanlines((nint)first, rows, info.RowBytes) == rows ? SKCodecResult.Success : SKCodecResult.IncompleteInput
                : codec.GetPixels(info, (nint)first);
        }

        if (result != SKCodecResult.Success)
        {
            string found = result == SKCodecResult.IncompleteInput ? "one that ends too early" : $"a damaged one ({result})";
            throw new ImageFileException(file, $"expected a whole {codec.EncodedFormat} image, found {found}.");
        }
    }

    private static SKSizeI SizeToDecode(SKCodec codec, SKImageInfo full, int? shortSide)
    {
        if (shortSide is int wanted && Math.Min(full.Width, full.Height) >= 2 * wanted)
        {
            // Twice the wanted size leaves the fine filtering to the resampling.
            SKSizeI reduced = codec.GetScaledDimensions(2f * wanted / Math.Min(full.Width, full.Height));
            if (Math.Min(reduced.Width, reduced.Height) >= wanted)
            {
                return reduced;
            }
        }

        return new(full.Width, full.Height);
    }
}
