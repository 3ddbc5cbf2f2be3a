using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>Rows of clustered random numbers: item i belongs to class i modulo the number of classes.</summary>
internal static class RandomRows
{
    public const int Dimension = 128;

    /// <summary>Rows, one after another.</summary>
    public static float[] Of(int count, int classes)
    {
        var random = new SeededRandom(1);
        double[] centres = [.. Enumerable.Range(0, classes * Dimension).Select(_ => random.NextGaussian())];
        float[] rows = new float[count * Dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)(random.NextGaussian() + (0.5 * centres[(i / Dimension % classes * Dimension) + (i % Dimension)]));
        }

        return rows;
    }

    /// <summary>The class of each row.</summary>
    public static int[] Labels(int count, int classes) => [.. Enumerable.Range(0, count).Select(i => i % classes)];

    /// <summary>The rows as leaves that learn.</summary>
    public static Tensor Embeddings(int count, int classes) => tensor(Of(count, classes)).reshape(count, Dimension).requires_grad_();

    /// <summary>The classes as a tensor.</summary>
    public static Tensor LabelTensor(int count, int classes) => arange(count, dtype: ScalarType.Int64).remainder(classes);
}
