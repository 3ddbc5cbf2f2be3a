using System.Buffers;

namespace DeepMetric.Datasets;

/// <summary>For each target pixel along one direction, the source pixels under its triangle and their weights, which add up to 1.</summary>
/// <remarks>Each target pixel has the same number of weights: where fewer source pixels lie under its triangle, the rest weigh 0.</remarks>
internal sealed class FilterWeights : IDisposable
{
    // Weights of a target pixel that find room there.
    private const int OnStack = 64;

    private readonly int[] _starts;
    private readonly float[] _weights;

    private FilterWeights(int count, int stride)
    {
        Count = count;
        Stride = stride;
        _starts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<float>.Shared.Rent(count * stride);
    }

    /// <summary>The first source pixel that any target pixel needs.</summary>
    public int First { get; private set; }

    /// <summary>The number of source pixels from <see cref="First"/> to the last one needed.</summary>
    public int SourceCount { get; private set; }

    /// <summary>The number of target pixels.</summary>
    public int Count { get; }

    /// <summary>The number of weights of each target pixel.</summary>
    public int Taps { get; private set; }

    /// <summary>The first source pixel of each target pixel, counted from <see cref="First"/>, <c>[count]</c>.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>The weights, <c>[count × stride]</c>, of which the first <see cref="Taps"/> of a target pixel count.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count * Stride);

    /// <summary>How far the weights of neighbouring target pixels lie apart.</summary>
    public int Stride { get; }

    /// <summary>The weights of a stretch.</summary>
    /// <param name="begin">Where the stretch begins, in source pixels.</param>
    /// <param name="length">Its length.</param>
    /// <param name="available">Source pixels there are.</param>
    /// <param name="count">Target pixels.</param>
    /// <param name="reversed">Whether the last target pixel comes first.</param>
    public static FilterWeights Of(double begin, double length, int available, int count, bool reversed = false)
    {
        double scale = length / count;
        double reach = Math.Max(1, scale);
        var filter = new FilterWeights(count, Math.Min(available, (2 * (int)Math.Ceiling(reach)) + 2));
        Span<double> window = filter.Stride <= OnStack ? stackalloc double[OnStack] : new double[filter.Stride];
        for (int i = 0; i < count; i++)
        {
            double centre = begin + ((i + 0.5) * scale);
            filter.Weigh(reversed ? count - 1 - i : i, centre, reach, available, window);
        }

        filter.Align(available);
        return filter;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<float>.Shared.Return(_weights);
    }

    private static double Triangle(int pixel, double centre, double reach) => Math.Max(0, 1 - (reach == 1 ? Math.Abs(pixel + 0.5 - centre) : Math.Abs(pixel + 0.5 - centre) / reach));

    private void Weigh(int target, double centre, double reach, int available, Span<double> window)
    {
        int start = Math.Clamp((int)Math.Floor(centre - reach + 0.5), 0, available - 1);
        int end = Math.Clamp((int)Math.Floor(centre + reach + 0.5), start + 1, available);
        double sum = 0;
        for (int j = start; j < end; j++)
        {
            double weight = Triangle(j, centre, reach);
            window[j - start] = weight;
            sum += weight;
        }

        _starts[target] = start;
        Span<float> weights = _weights.AsSpan(target * Stride, Stride);
        weights[(end - start)..].Clear();
        for (int k = 0; k < end - start; k++)
        {
            weights[k] = (float)(window[k] / sum);
        }

        // The last pixel lies on the triangle's edge where nothing is scaled: it need not be read.
        while (end - start > 1 && weights[end - 1 - start] == 0)
        {
            end--;
        }

        Taps = Math.Max(Taps, end - start);
    }

    /// <summary>Moves windows that would end behind the last source pixel back, and counts from the first one needed.</summary>
    private void Align(int available)
    {
        int first = available;
        int end = 0;
        for (int i = 0; i < Count; i++)
        {
            int excess = Math.Max(0, _starts[i] + Taps - available);
            if (excess > 0)
            {
                Span<float> weights = _weights.AsSpan(i * Stride, Taps);
                weights[..^excess].CopyTo(weights[excess..]);
                weights[..excess].Clear();
                _starts[i] -= excess;
            }

            first = Math.Min(first, _starts[i]);
            end = Math.Max(end, _starts[i] + Taps);
        }

        foreach (ref int start in _starts.AsSpan(0, Count))
        {
            start -= first;
        }

        First = first;
        SourceCount = end - first;
    }
}
