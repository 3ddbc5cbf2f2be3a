using CsCheck;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Diagnostics;

/// <summary>Labelled embeddings for tests.</summary>
public sealed record EmbeddingSet(double[] Values, int Dimension, int[] Labels)
{
    public int Count => Labels.Length;

    public double[] Row(int index) => Values[(index * Dimension)..((index + 1) * Dimension)];

    public EmbeddingSet Select(int[] rows) => this with { Values = [.. rows.SelectMany(Row)], Labels = [.. rows.Select(row => Labels[row])] };

    public EmbeddingSet Scaled(double factor) => this with { Values = [.. Values.Select(value => value * factor)] };

    public EmbeddingSet Normalized() => this with { Values = [.. Enumerable.Range(0, Count).SelectMany(i => Unit(Row(i)))] };

    /// <summary>Turns the plane of two axes after the other by different angles: a rotation of the whole space.</summary>
    public EmbeddingSet Rotated()
    {
        double[] turned = [.. Values];
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k + 1 < Dimension; k++)
            {
                int at = (i * Dimension) + k;
                (double sin, double cos) = Math.SinCos(0.7 + k);
                (turned[at], turned[at + 1]) = ((cos * turned[at]) - (sin * turned[at + 1]), (sin * turned[at]) + (cos * turned[at + 1]));
            }
        }

        return this with { Values = turned };
    }

    public EmbeddingSet Shuffled(ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new SeededRandom(seed).Shuffle<int>(order);
        return Select(order);
    }

    public static double[] Unit(double[] row)
    {
        double norm = Math.Sqrt(row.Sum(value => value * value));
        return norm == 0 ? row : [.. row.Select(value => value / norm)];
    }

    public static double Squared(double[] left, double[] right) => left.Zip(right, (a, b) => (a - b) * (a - b)).Sum();

    public static bool Close(double? expected, double? found, double tolerance = 1e-9) => expected is null || found is null
        ? expected is null && found is null
        : Math.Abs(expected.Value - found.Value) <= tolerance * (1 + Math.Abs(expected.Value));
}

/// <summary>Random labelled embeddings.</summary>
public static class EmbeddingSets
{
    /// <summary>1 to 40 rows of 1 to 9 numbers, labels -1 to 4, so lone classes, outliers and sets of one class occur.</summary>
    /// <remarks>Values are whole thousandths: equal and zero ones occur, but none so close that rounding decides what is equal.</remarks>
    public static readonly Gen<EmbeddingSet> Random =
        from count in Gen.Int[1, 40]
        from dimension in Gen.Int[1, 9]
        from classes in Gen.Int[0, 4]
        from labels in Gen.Int[-1, classes].Array[count]
        from values in Gen.Int[-2000, 2000].Array[count * dimension]
        select new EmbeddingSet([.. values.Select(value => value / 1000.0)], dimension, labels);

    /// <summary>Normal numbers around a random centre per class.</summary>
    public static EmbeddingSet Clusters(int count, int dimension, int classes, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] centres = [.. Enumerable.Range(0, classes * dimension).Select(_ => random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        double[] values = [.. labels.SelectMany(label => centres[(label * dimension)..((label + 1) * dimension)]).Select(centre => centre + (0.3 * random.NextGaussian()))];
        return new EmbeddingSet(values, dimension, labels);
    }
}
