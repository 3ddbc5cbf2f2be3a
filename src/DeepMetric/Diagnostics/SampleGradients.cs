using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Diagnostics;

/// <summary>Gradient norms of single samples.</summary>
public static class SampleGradients
{
    /// <summary>g_i, the norm of the tangent part of dL/dz_i: the part that moves z_i on its sphere.</summary>
    /// <param name="embeddings">z, <c>[n, d]</c>.</param>
    /// <param name="gradients">dL/dz, <c>[n, d]</c>.</param>
    /// <returns>g, n numbers. Where z_i is 0, the whole gradient counts.</returns>
    /// <exception cref="ArgumentException">The two differ in shape.</exception>
    public static double[] TangentNorms(Tensor embeddings, Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(gradients);
        if (embeddings.dim() != 2 || !embeddings.shape.SequenceEqual(gradients.shape))
        {
            throw new ArgumentException(
                $"Expected embeddings and gradients of one shape [n, d], found [{string.Join(", ", embeddings.shape)}] and [{string.Join(", ", gradients.shape)}].", nameof(gradients));
        }

        using var scope = NewDisposeScope();
        ReadOnlySpan<float> z = embeddings.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        ReadOnlySpan<float> g = gradients.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return TangentNorms(z, g, (int)embeddings.shape[0], (int)embeddings.shape[1]);
    }

    /// <summary>The same over rows in memory.</summary>
    /// <param name="embeddings">n x d values.</param>
    /// <param name="gradients">n x d values.</param>
    /// <param name="count">n.</param>
    /// <param name="dimension">d.</param>
    public static double[] TangentNorms(ReadOnlySpan<float> embeddings, ReadOnlySpan<float> gradients, int count, int dimension)
    {
        if (embeddings.Length != count * dimension || gradients.Length != embeddings.Length)
        {
            throw new ArgumentException($"Expected {count} x {dimension} values twice, found {embeddings.Length} and {gradients.Length}.", nameof(gradients));
        }

        double[] norms = new double[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> z = embeddings.Slice(i * dimension, dimension);
            ReadOnlySpan<float> g = gradients.Slice(i * dimension, dimension);
            double length = 0;
            double along = 0;
            double squared = 0;
            for (int k = 0; k < dimension; k++)
            {
                length += (double)z[k] * z[k];
                along += (double)z[k] * g[k];
                squared += (double)g[k] * g[k];
            }

            double radial = length == 0 ? 0 : along * along / length;
            norms[i] = Math.Sqrt(Math.Max(0, squared - radial));
        }

        return norms;
    }
}
