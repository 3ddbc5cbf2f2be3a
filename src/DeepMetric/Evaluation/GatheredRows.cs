using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>For each of a few queries the rows that lie below its threshold, gathered from tiles of products as they come. The room is native memory; dispose to free it.</summary>
internal sealed unsafe class GatheredRows : IDisposable
{
    private readonly int _stride;
    private readonly float* _orders;
    private readonly int* _items;

    /// <summary>Makes room.</summary>
    /// <param name="queries">For so many queries.</param>
    /// <param name="capacity">Rows for each.</param>
    public GatheredRows(int queries, int capacity)
    {
        Capacity = capacity;
        _stride = capacity + Vector512<float>.Count;
        _orders = (float*)NativeMemory.AlignedAlloc((nuint)((long)queries * _stride) * sizeof(float), 64);
        _items = (int*)NativeMemory.AlignedAlloc((nuint)((long)queries * _stride) * sizeof(int), 64);
        Thresholds = new float[queries];
        Counts = new int[queries];
    }

    /// <summary>The most rows that a query has room for.</summary>
    public int Capacity { get; }

    /// <summary>Up to which a = |b|² − 2 a·b a row is gathered, for each query.</summary>
    public float[] Thresholds { get; }

    /// <summary>How many rows lay below; more than <see cref="Capacity"/> where some had no room.</summary>
    public int[] Counts { get; }

    /// <summary>The a of a query's gathered rows, which all had room.</summary>
    public Span<float> Orders(int place) => new(_orders + ((long)place * _stride), Counts[place]);

    /// <summary>A query's gathered rows, which all had room, by ascending index.</summary>
    public Span<int> Items(int place) => new(_items + ((long)place * _stride), Counts[place]);

    /// <summary>Gathers from one query's products with a panel of rows.</summary>
    /// <param name="place">The query.</param>
    /// <param name="products">The products, as many as a panel is wide.</param>
    /// <param name="norms">|b|² of the panel's rows.</param>
    /// <param name="firstItem">The panel's first row.</param>
    public void Gather(int place, float* products, float* norms, int firstItem)
    {
        var threshold = Vector512.Create(Thresholds[place]);
        float* orders = _orders + ((long)place * _stride);
        int* items = _items + ((long)place * _stride);
        for (int i = 0; i < PanelTile.Columns; i += Vector512<float>.Count)
        {
            Vector512<float> order = Vector512.FusedMultiplyAdd(Vector512.Load(products + i), Vector512.Create(-2f), Vector512.Load(norms + i));
            Vector512<float> isNear = Vector512.LessThanOrEqual(order, threshold);
            ulong near = isNear.ExtractMostSignificantBits();
            if (near == 0)
            {
                continue;
            }

            int gathered = Counts[place];
            Counts[place] = gathered + BitOperations.PopCount(near);
            if (Counts[place] > Capacity)
            {
                return;
            }

            if (Avx512F.IsSupported)
            {
                // Whole vectors are written; what lies behind the gathered ones is overwritten by the next.
                Avx512F.Compress(Vector512<float>.Zero, isNear, order).Store(orders + gathered);
                Avx512F.Compress(Vector512<int>.Zero, isNear.AsInt32(), Vector512<int>.Indices + Vector512.Create(firstItem + i)).Store(items + gathered);
                continue;
            }

            for (; near != 0; near &= near - 1)
            {
                int lane = BitOperations.TrailingZeroCount(near);
                orders[gathered] = order[lane];
                items[gathered++] = firstItem + i + lane;
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_orders);
        NativeMemory.AlignedFree(_items);
    }
}
