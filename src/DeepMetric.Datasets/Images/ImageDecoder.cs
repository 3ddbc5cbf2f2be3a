using System.Buffers;
using System.Runtime.InteropServices;
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
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        byte[] rgba = ArrayPool<byte>.Shared.Rent(size.Width * size.Height * BytesPerPixel);
        try
        {
            Fill(codec, info, rgba, file);
            PixelImage upright = UprightPixels.Of(rgba, size.Width, size.Height, channels, codec.EncodedOrigin);
            return new DecodedImage(upright, (double)size.Width / full.Width);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    private static void Fill(SKCodec codec, SKImageInfo info, byte[] rgba, string file)
    {
        var pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        SKCodecResult result = codec.GetPixels(info, pinned.AddrOfPinnedObject());
        pinned.Free();
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
