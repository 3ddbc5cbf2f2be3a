using System.Numerics;
using System.Runtime.InteropServices;

namespace DeepMetric.Datasets;

/// <summary>Random changes of brightness, contrast and saturation.</summary>
internal static class Colors
{
    private const float Red = 0.299f;
    private const float Green = 0.587f;
    private const float Blue = 0.114f;

    /// <summary>Multiplies the brightness, the distance from the mean grey value and the distance of each pixel from its grey value, in this order.</summary>
    /// <param name="values">Values from 0 to 255, channel after channel; changed in place and kept in this range.</param>
    /// <param name="channels">1 or 3; grey images have no saturation.</param>
    /// <param name="strength">Each factor is drawn from 1 − strength to 1 + strength.</param>
    /// <param name="random">Decides the factors.</param>
    public static void Jitter(Span<float> values, int channels, double strength, SeededRandom random)
    {
        float Factor() => (float)(1 + (((2 * random.NextDouble()) - 1) * strength));
        float brightness = Factor();
        float contrast = Factor();
        float saturation = Factor();
        Blend(values, 0, brightness);
        Blend(values, MeanGrey(values, channels), contrast);
        if (channels == 3)
        {
            Saturate(values, saturation);
        }
    }

    private static float MeanGrey(ReadOnlySpan<float> values, int channels)
    {
        int area = values.Length / channels;
        double sum = 0;
        for (int i = 0; i < area; i++)
        {
            sum += channels == 1 ? values[i] : (Red * values[i]) + (Green * values[area + i]) + (Blue * values[(2 * area) + i]);
        }

        return (float)(sum / area);
    }

    private static void Blend(Span<float> values, float from, float factor)
    {
        foreach (ref Vector<float> value in MemoryMarshal.Cast<float, Vector<float>>(values))
        {
            value = Blend(value, new Vector<float>(from), factor);
        }

        for (int i = values.Length - (values.Length % Vector<float>.Count); i < values.Length; i++)
        {
            values[i] = Math.Clamp(from + ((values[i] - from) * factor), 0, 255);
        }
    }

    private static void Saturate(Span<float> values, float factor)
    {
        int area = values.Length / 3;
        Span<float> reds = values[..area];
        Span<float> greens = values.Slice(area, area);
        Span<float> blues = values[(2 * area)..];
        int i = 0;
        for (; i <= area - Vector<float>.Count; i += Vector<float>.Count)
        {
            var red = new Vector<float>(reds[i..]);
            var green = new Vector<float>(greens[i..]);
            var blue = new Vector<float>(blues[i..]);
            Vector<float> grey = (Red * red) + (Green * green) + (Blue * blue);
            Blend(red, grey, factor).CopyTo(reds[i..]);
            Blend(green, grey, factor).CopyTo(greens[i..]);
            Blend(blue, grey, factor).CopyTo(blues[i..]);
        }

        for (; i < area; i++)
        {
            float grey = (Red * reds[i]) + (Green * greens[i]) + (Blue * blues[i]);
            reds[i] = Math.Clamp(grey + ((reds[i] - grey) * factor), 0, 255);
            greens[i] = Math.Clamp(grey + ((greens[i] - grey) * factor), 0, 255);
            blues[i] = Math.Clamp(grey + ((blues[i] - grey) * factor), 0, 255);
        }
    }

    private static Vector<float> Blend(Vector<float> values, Vector<float> from, float factor) =>
        Vector.Min(Vector.Max(from + ((values - from) * factor), Vector<float>.Zero), new Vector<float>(255));
}
