using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

/// <summary>Tensors whose elements are hashes of their name and index; eng/torchvision-reference.py says how, and computes the same.</summary>
internal static class HashedTensors
{
    private const ulong Gamma = 0x9E3779B97F4A7C15UL;
    private const int BlockSize = 1 << 16;

    /// <summary>float32(scale · u + offset), u in [-1, 1).</summary>
    public static Tensor Create(string name, ReadOnlySpan<long> shape, double scale, double offset = 0)
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }

        float[] values = new float[count];
        ulong seed = Seed(name);
        Parallel.For(0, (values.Length + BlockSize - 1) / BlockSize, block =>
        {
            int end = Math.Min(values.Length, (block + 1) * BlockSize);
            for (int i = block * BlockSize; i < end; i++)
            {
                ulong z = Mix(seed + ((ulong)(i + 1) * Gamma));
                values[i] = (float)((scale * (((z >> 40) * (1.0 / (1 << 23))) - 1)) + offset);
            }
        });
        return tensor(values, shape);
    }

    /// <summary>Images of variance 1.</summary>
    public static Tensor Images(int count, int size) => Create("images", [count, 3, size, size], Math.Sqrt(3));

    /// <summary>Sets all of a net's state but the counters of batches.</summary>
    public static void Fill(nn.Module net, int gain)
    {
        using var guard = no_grad();
        foreach ((string name, Tensor value) in net.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)))
        {
            (double scale, double offset) = Scheme(name, value.shape, gain);
            using Tensor hashed = Create(name, value.shape, scale, offset);
            value.copy_(hashed);
        }
    }

    private static (double Scale, double Offset) Scheme(string name, long[] shape, int gain) => name switch
    {
        _ when name.EndsWith("class_token", StringComparison.Ordinal) || name.EndsWith("pos_embedding", StringComparison.Ordinal) => (0.5, 0),
        _ when name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal) => (0.1, 0),
        _ when shape.Length == 1 => (0.5, 1),
        _ => (Math.Sqrt(3.0 * gain / shape[1..].Aggregate(1L, (product, size) => product * size)), 0),
    };

    private static ulong Seed(string name)
    {
        ulong seed = 0xCBF29CE484222325UL;
        foreach (byte part in Encoding.UTF8.GetBytes(name))
        {
            seed = (seed ^ part) * 0x100000001B3UL;
        }

        return seed;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
