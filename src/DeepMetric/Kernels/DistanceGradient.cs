using System.Runtime.Intrinsics;

namespace DeepMetric.Kernels;

/// <summary>The gradient of the Euclidean distances of float rows among themselves.</summary>
/// <remarks>
/// With G the gradient of the matrix D and T_ij = (G_ij + G_ji) / D_ij (0 where D is 0; for squares 2 (G_ij + G_ji)), the gradient of row x_i is Σ_j T_ij (x_i − x_j).
/// Hinge losses leave most of G at 0: T then is taken entry by entry, else as a matrix product.
/// </remarks>
internal static unsafe class DistanceGradient
{
    private const int Block = 64;

    /// <summary>Fills T, <c>[n, n]</c>.</summary>
    /// <param name="gradient">G, <c>[n, n]</c>.</param>
    /// <param name="distances">D, <c>[n, n]</c>; null for squared distances.</param>
    /// <param name="n">n.</param>
    /// <param name="weights">T.</param>
    /// <returns>How many entries are not 0.</returns>
    public static long Weights(float* gradient, float* distances, int n, float* weights)
    {
        int blocks = (n + Block - 1) / Block;
        long[] counts = new long[blocks];
        RowParallel.For(blocks, (long)Block * n / 2, row =>
        {
            float* across = stackalloc float[Block * Block];
            float* block = stackalloc float[Block * Block];
            int first = row * Block;
            int height = Math.Min(Block, n - first);
            for (int column = row; column < blocks; column++)
            {
                int left = column * Block;
                int width = Math.Min(Block, n - left);
                BlockTranspose.Read(gradient + ((long)left * n) + first, n, width, height, across, Block);
                long found = 0;
                for (int r = 0; r < height; r++)
                {
                    long at = ((long)(first + r) * n) + left;
                    found += Combine(gradient + at, across + (r * Block), distances is null ? null : distances + at, block + (r * Block), width);
                    new ReadOnlySpan<float>(block + (r * Block), width).CopyTo(new Span<float>(weights + at, width));
                }

                counts[row] += column == row ? found : 2 * found;
                if (column > row)
                {
                    BlockTranspose.Write(block, Block, height, width, weights + ((long)left * n) + first, n);
                }
            }
        });
        return counts.Sum();
    }

    /// <summary>Σ_j T_ij (x_i − x_j) for every row, entry by entry.</summary>
    /// <param name="weights">T, <c>[n, n]</c>.</param>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <param name="n">n.</param>
    /// <param name="dimension">d.</param>
    /// <param name="gradient">Where they go, <c>[n, d]</c>.</param>
    public static void Gather(float* weights, float* rows, int n, int dimension, float* gradient) => RowParallel.For(n, n, i =>
    {
        float* own = rows + ((long)i * dimension);
        float* sum = gradient + ((long)i * dimension);
        new Span<float>(sum, dimension).Clear();
        float* row = weights + ((long)i * n);
        for (int first = 0; first < n; first += Vector512<float>.Count)
        {
            int width = Math.Min(Vector512<float>.Count, n - first);
            ulong some = width == Vector512<float>.Count
                ? ~Vector512.Equals(Vector512.Load(row + first), Vector512<float>.Zero).ExtractMostSignificantBits() & 0xFFFF
                : (1UL << width) - 1;
            for (; some != 0; some &= some - 1)
            {
                int j = first + System.Numerics.BitOperations.TrailingZeroCount(some);
                AddDifference(row[j], own, rows + ((long)j * dimension), sum, dimension);
            }
        }
    });

    private static void AddDifference(float weight, float* own, float* other, float* sum, int dimension)
    {
        int k = 0;
        for (; k + Vector512<float>.Count <= dimension; k += Vector512<float>.Count)
        {
            Vector512.FusedMultiplyAdd(Vector512.Create(weight), Vector512.Load(own + k) - Vector512.Load(other + k), Vector512.Load(sum + k)).Store(sum + k);
        }

        for (; k < dimension; k++)
        {
            sum[k] += weight * (own[k] - other[k]);
        }
    }

    private static long Combine(float* first, float* second, float* distances, float* weights, int count)
    {
        long found = 0;
        int i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
        {
            Vector512<float> sum = Vector512.Load(first + i) + Vector512.Load(second + i);
            Vector512<float> weight = sum + sum;
            if (distances is not null)
            {
                Vector512<float> distance = Vector512.Load(distances + i);
                weight = Vector512.ConditionalSelect(Vector512.GreaterThan(distance, Vector512<float>.Zero), sum / distance, Vector512<float>.Zero);
            }

            weight.Store(weights + i);
            found += Vector512<float>.Count - System.Numerics.BitOperations.PopCount(Vector512.Equals(weight, Vector512<float>.Zero).ExtractMostSignificantBits());
        }

        for (; i < count; i++)
        {
            float sum = first[i] + second[i];
            weights[i] = distances is null ? sum + sum : distances[i] > 0 ? sum / distances[i] : 0;
            found += weights[i] != 0 ? 1 : 0;
        }

        return found;
    }
}
