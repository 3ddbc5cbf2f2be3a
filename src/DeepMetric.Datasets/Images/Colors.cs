namespace DeepMetric.Datasets;

/// <summary>Random changes of brightness, contrast and saturation.</summary>
internal static class Colors
{
    private const float Red = 0.299f;
    private const float Green = 0.587f;
    private const float Blue = 0.114f;

    /// <summary>Multiplies the brightness, the distance from the mean grey value and the distance of each pixel from its grey value, in this order.</summary>
    /// <param name="pixels">Values from 0 to 255, the channels of a pixel side by side; changed in place and kept in this range.</param>
    /// <param name="channels">1 or 3; grey images have no saturation.</param>
    /// <param name="strength">Each factor is drawn from 1 − strength to 1 + strength.</param>
    /// <param name="random">Decides the factors.</param>
    public static void Jitter(Span<float> pixels, int channels, double strength, SeededRandom random)
    {
        float Factor() => (float)(1 + (((2 * random.NextDouble()) - 1) * strength));
        float brightness = Factor();
        float contrast = Factor();
        float saturation = Factor();
        Blend(pixels, 0, brightness);
        double sum = 0;
        for (int i = 0; i < pixels.Length; i += channels)
        {
            sum += Grey(pixels[i..], channels);
        }

        Blend(pixels, (float)(sum / (pixels.Length / channels)), contrast);
        for (int i = 0; channels == 3 && i < pixels.Length; i += channels)
        {
            Blend(pixels.Slice(i, channels), Grey(pixels[i..], channels), saturation);
        }
    }

    private static float Grey(ReadOnlySpan<float> pixel, int channels) => channels == 1 ? pixel[0] : (Red * pixel[0]) + (Green * pixel[1]) + (Blue * pixel[2]);

    private static void Blend(Span<float> values, float from, float factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Clamp(from + ((values[i] - from) * factor), 0, 255);
        }
    }
}
