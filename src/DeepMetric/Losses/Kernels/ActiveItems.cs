using System.Numerics;
using System.Runtime.Intrinsics;

namespace DeepMetric.Losses.Kernels;

/// <summary>Which items of a batch compared with itself a loss moves: active anchors, and what their terms have a gradient on.</summary>
internal static unsafe class ActiveItems
{
    /// <summary>Adds the items on which a gradient is not 0.</summary>
    /// <param name="weights">The gradient on the distances, <c>[n, n]</c>.</param>
    /// <param name="n">n.</param>
    /// <param name="active">The items known to be active, <c>[n]</c>; more are marked.</param>
    public static void Mark<T>(T* weights, int n, bool[] active)
        where T : unmanaged, INumber<T>
    {
        // Early in training all anchors are active and nothing is left to find; late most of the gradient is 0 and goes by in vectors.
        for (int i = 0; i < n && active.AsSpan().Contains(false); i++)
        {
            T* row = weights + ((long)i * n);
            int j = 0;
            for (; typeof(T) == typeof(float) && j + Vector512<float>.Count <= n; j += Vector512<float>.Count)
            {
                if (Vector512.EqualsAll(Vector512.Load((float*)row + j), Vector512<float>.Zero))
                {
                    continue;
                }

                for (int k = j; k < j + Vector512<float>.Count; k++)
                {
                    active[k] |= !T.IsZero(row[k]);
                }
            }

            for (; j < n; j++)
            {
                active[j] |= !T.IsZero(row[j]);
            }
        }
    }
}
