using DeepMetric.Sampling;

namespace DeepMetric.Diagnostics;

/// <summary>The items with a class that statistics over pairs look at: all, or so many drawn from a seed.</summary>
internal static class ItemSample
{
    /// <summary>Item numbers, ascending.</summary>
    public static int[] Draw(IReadOnlyList<int> labels, ulong seed, int maximum)
    {
        int[] items = [.. Enumerable.Range(0, labels.Count).Where(item => labels[item] != -1)];
        if (items.Length <= maximum)
        {
            return items;
        }

        new SeededRandom(seed).Shuffle<int>(items);
        return [.. items.Take(maximum).Order()];
    }

    /// <summary>‖x_i − x_j‖² of two rows.</summary>
    public static double SquaredDistance(float[] values, int dimension, int first, int second) =>
        SquaredDistance(values.AsSpan(first * dimension, dimension), values.AsSpan(second * dimension, dimension));

    private static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        int width = System.Numerics.Vector<float>.Count;
        var sums = System.Numerics.Vector<float>.Zero;
        int k = 0;
        for (; k <= x.Length - width; k += width)
        {
            var difference = new System.Numerics.Vector<float>(x[k..]) - new System.Numerics.Vector<float>(y[k..]);
            sums += difference * difference;
        }

        double sum = System.Numerics.Vector.Sum(sums);
        for (; k < x.Length; k++)
        {
            sum += (double)(x[k] - y[k]) * (x[k] - y[k]);
        }

        return sum;
    }
}
