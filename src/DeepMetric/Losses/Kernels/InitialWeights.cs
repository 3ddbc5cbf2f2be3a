using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>How the weights of a loss start, in float32; equal seeds give equal weights on every platform.</summary>
internal static class InitialWeights
{
    private const string Purpose = "loss weights";

    /// <summary>Independent draws of a normal distribution around 0.</summary>
    public static Tensor Normal(long rows, long columns, ulong seed, double deviation = 1)
    {
        SeededRandom random = Stream(seed);
        return Draw(rows, columns, () => random.NextGaussian() * deviation);
    }

    /// <summary>Independent draws, uniform between −bound and bound.</summary>
    public static Tensor Uniform(long rows, long columns, ulong seed, double bound)
    {
        SeededRandom random = Stream(seed);
        return Draw(rows, columns, () => ((2 * random.NextDouble()) - 1) * bound);
    }

    private static SeededRandom Stream(ulong seed) => new(SeededRandom.Derive(seed, Purpose));

    private static Tensor Draw(long rows, long columns, Func<double> next)
    {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)next();
        }

        return tensor(values, [rows, columns]);
    }
}
