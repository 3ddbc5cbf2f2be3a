namespace DeepMetric.Datasets;

/// <summary>A picture on a contact sheet.</summary>
public sealed record ContactSheetTile
{
    /// <summary>Joins pixels and caption.</summary>
    /// <param name="caption">What stands below the picture; may be empty.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="pixels">Red, green and blue of each pixel, row after row, <c>[height × width × 3]</c>.</param>
    /// <exception cref="ArgumentException">There are not as many bytes as the size asks for.</exception>
    public ContactSheetTile(string caption, int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (Int128)width * height * 3)
        {
            throw new ArgumentException($"Expected {(Int128)width * height * 3} bytes for a picture of {width}x{height}, found {pixels.Length}.", nameof(pixels));
        }

        Caption = caption;
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>What stands below the picture; may be empty.</summary>
    public string Caption { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, row after row, <c>[height × width × 3]</c>.</summary>
    public byte[] Pixels { get; }
}
