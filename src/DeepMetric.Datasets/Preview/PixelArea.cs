namespace DeepMetric.Datasets;

/// <summary>A rectangle of whole pixels.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;

    /// <summary>The largest area of a picture's proportions in the middle of this one; at least one pixel wide and high.</summary>
    public PixelArea Fit(int width, int height)
    {
        bool isWide = (long)width * Height >= (long)height * Width;
        int fittedWidth = isWide ? Width : Rounded(width, Height, height);
        int fittedHeight = isWide ? Rounded(height, Width, width) : Height;
        return new(Left + ((Width - fittedWidth) / 2), Top + ((Height - fittedHeight) / 2), fittedWidth, fittedHeight);
    }

    private static int Rounded(long size, long wanted, long given) => (int)Math.Max(1, ((2 * size * wanted) + given) / (2 * given));
}
