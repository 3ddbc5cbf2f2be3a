using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Testing;

/// <summary>A small batch that depends on a seed alone.</summary>
/// <param name="Values">The embeddings, row by row.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Dimension">The embedding size.</param>
internal sealed record GeneratedBatch(double[] Values, long[] Labels, int Dimension)
{
    /// <summary>Items.</summary>
    public int Count => Labels.Length;

    /// <summary>A batch of 2 to 14 items in 2 to 6 dimensions and at most as many classes as said.</summary>
    public static GeneratedBatch Of(ulong seed, int classes)
    {
        var random = new SeededRandom(seed);
        int count = 2 + random.NextInt(13);
        int dimension = 2 + random.NextInt(5);
        int used = 1 + random.NextInt(classes);
        return new GeneratedBatch(
            [.. Enumerable.Range(0, count * dimension).Select(_ => (2 * random.NextDouble()) - 1)], [.. Enumerable.Range(0, count).Select(_ => (long)random.NextInt(used))], dimension);
    }

    /// <summary>Normally distributed embeddings.</summary>
    public static Tensor Normal(int count, int dimension, ulong seed)
    {
        var random = new SeededRandom(seed);
        return tensor(Enumerable.Range(0, count * dimension).Select(_ => random.NextGaussian()).ToArray(), [count, dimension]);
    }

    /// <summary>The embeddings in double, in the caller's scope.</summary>
    public Tensor Embeddings() => tensor(Values, [Count, Dimension]);

    /// <summary>The labels, in the caller's scope.</summary>
    public Tensor LabelTensor() => tensor(Labels);
}
