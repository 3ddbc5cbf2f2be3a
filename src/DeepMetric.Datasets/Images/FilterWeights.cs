namespace DeepMetric.Datasets;

/// <summary>For each target pixel along one direction, the source pixels under its triangle and their weights, which add up to 1.</summary>
internal sealed class FilterWeights
{
    private readonly int[] _starts;
    private readonly int[] _offsets;
    private readonly float[] _weights;

    private FilterWeights(int first, int sourceCount, int[] starts, int[] offsets, float[] weights)
    {
        First = first;
        SourceCount = sourceCount;
        _starts = starts;
        _offsets = offsets;
        _weights = weights;
    }

    /// <summary>The first source pixel that any target pixel needs.</summary>
    public int First { get; }

    /// <summary>The number of source pixels from <see cref="First"/> to the last one needed.</summary>
    public int SourceCount { get; }

    /// <summary>The number of target pixels.</summary>
    public int Count => _starts.Length;

    /// <summary>The weights of a stretch.</summary>
    /// <param name="begin">Where the stretch begins, in source pixels.</param>
    /// <param name="length">Its length.</param>
    /// <param name="available">Source pixels there are.</param>
    /// <param name="count">Target pixels.</param>
    public static FilterWeights Of(double begin, double length, int available, int count)
    {
        double scale = length / count;
        double reach = Math.Max(1, scale);
        var starts = new int[count];
        var offsets = new int[count + 1];
        var weights = new List<float>(count * (((int)Math.Ceiling(reach) * 2) + 1));
        var window = new List<double>();
        for (int i = 0; i < count; i++)
        {
            double centre = begin + ((i + 0.5) * scale);
            int start = Math.Clamp((int)Math.Floor(centre - reach + 0.5), 0, available - 1);
            int end = Math.Clamp((int)Math.Floor(centre + reach + 0.5), start + 1, available);
            window.Clear();
            double sum = 0;
            for (int j = start; j < end; j++)
            {
                double weight = Math.Max(0, 1 - (Math.Abs(j + 0.5 - centre) / reach));
                window.Add(weight);
                sum += weight;
            }

            starts[i] = start;
            foreach (double weight in window)
            {
                weights.Add((float)(weight / sum));
            }

            offsets[i + 1] = weights.Count;
        }

        int first = starts[0];
        int last = starts[^1] + offsets[count] - offsets[count - 1];
        for (int i = 0; i < count; i++)
        {
            starts[i] -= first;
        }

        return new(first, last - first, starts, offsets, [.. weights]);
    }

    /// <summary>The first source pixel of a target pixel, counted from <see cref="First"/>.</summary>
    public int StartOf(int target) => _starts[target];

    /// <summary>The weights of a target pixel's source pixels.</summary>
    public ReadOnlySpan<float> WeightsOf(int target) => _weights.AsSpan(_offsets[target], _offsets[target + 1] - _offsets[target]);
}
