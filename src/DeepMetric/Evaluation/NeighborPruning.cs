using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>Rules out far rows by float dot products, never one that might be near enough, for a block of queries at a time. One thread uses it, block after block.</summary>
/// <remarks>
/// For one query a_j = |b_j|² − 2 a·b_j orders the rows up to an error ε (<see cref="ReferencePanels.ErrorOf"/>). Rows are gathered as long as a_j ≤ A + 2 ε, where A is the k-th smallest a of
/// those gathered before: k rows are certainly as near as that. When the room is full A is found anew. The rows that are left in the end, hardly more than k, are measured in double.
/// </remarks>
internal sealed unsafe class NeighborPruning : IDisposable
{
    private readonly EmbeddingTable _queries;
    private readonly ReferencePanels _reference;
    private readonly int _kept;
    private readonly int _capacity;
    private readonly int _stride;
    private readonly PackedRows _packed;
    private readonly float* _orders;
    private readonly int* _items;
    private readonly float[] _thresholds;
    private readonly int[] _counts;
    private readonly float[] _selection;

    /// <summary>Makes room for blocks of queries.</summary>
    /// <param name="queries">All queries.</param>
    /// <param name="reference">What is searched.</param>
    /// <param name="block">Queries at a time.</param>
    /// <param name="kept">How many of the nearest rows are looked for, one more where a query leaves one out.</param>
    public NeighborPruning(EmbeddingTable queries, ReferencePanels reference, int block, int kept)
    {
        _queries = queries;
        _reference = reference;
        _kept = kept;
        _capacity = (int)Math.Min((2L * kept) + (4 * PanelTile.Columns), (long)reference.Rows.Panels * PanelTile.Columns);
        _stride = _capacity + Vector512<float>.Count;
        int room = (block + PanelTile.Rows - 1) / PanelTile.Rows * PanelTile.Rows;
        _packed = PackedRows.OfCapacity(room, queries.Dimension, PanelTile.Rows);
        _orders = (float*)NativeMemory.AlignedAlloc((nuint)((long)room * _stride) * sizeof(float), 64);
        _items = (int*)NativeMemory.AlignedAlloc((nuint)((long)room * _stride) * sizeof(int), 64);
        _thresholds = new float[room];
        _counts = new int[room];
        _selection = new float[_capacity];
    }

    /// <summary>Measures every row that is not ruled out for the queries of a block.</summary>
    public void Search(NeighborSearch search)
    {
        int count = search.Last - search.First;
        _packed.Pack(_queries.Floats, search.First, count);
        Array.Fill(_thresholds, float.MaxValue);
        Array.Clear(_counts);
        float* tile = stackalloc float[PanelTile.Rows * PanelTile.Columns];
        fixed (float* norms = _reference.Norms)
        {
            for (int panel = 0; panel < _reference.Rows.Panels; panel++)
            {
                int column = panel * PanelTile.Columns;
                for (int first = 0; first < count; first += PanelTile.Rows)
                {
                    PanelTile.Products(_packed.Panel(first / PanelTile.Rows), _reference.Rows.Panel(panel), _queries.Dimension, tile, PanelTile.Columns);
                    for (int r = 0; r < PanelTile.Rows && first + r < count; r++)
                    {
                        MakeRoom(search, first + r, panel);
                        Gather(first + r, tile + (r * PanelTile.Columns), norms + column, column);
                    }
                }
            }
        }

        for (int place = 0; place < count; place++)
        {
            Shrink(search.First + place, place);
            Measure(search, place);
        }
    }

    public void Dispose()
    {
        _packed.Dispose();
        NativeMemory.AlignedFree(_orders);
        NativeMemory.AlignedFree(_items);
    }

    private void MakeRoom(NeighborSearch search, int place, int panel)
    {
        // After the first panel too, so that there is a threshold early.
        if (_counts[place] + PanelTile.Columns > _capacity || panel == 1)
        {
            Shrink(search.First + place, place);
        }

        if (_counts[place] + PanelTile.Columns > _capacity)
        {
            // That many rows are as near as the k-th, for all that products can tell.
            Measure(search, place);
        }
    }

    private void Measure(NeighborSearch search, int place)
    {
        for (int i = 0; i < _counts[place]; i++)
        {
            search.Measure(search.First + place, _items[((long)place * _stride) + i]);
        }

        _counts[place] = 0;
    }

    private void Gather(int place, float* products, float* norms, int firstItem)
    {
        var threshold = Vector512.Create(_thresholds[place]);
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

            int gathered = _counts[place];
            _counts[place] = gathered + BitOperations.PopCount(near);
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

    /// <summary>Lowers a query's threshold to what its gathered rows show, and lets go of those above it.</summary>
    private void Shrink(int query, int place)
    {
        int count = _counts[place];
        if (count < _kept)
        {
            return;
        }

        float* orders = _orders + ((long)place * _stride);
        int* items = _items + ((long)place * _stride);
        Span<float> selection = _selection.AsSpan(0, count);
        new Span<float>(orders, count).CopyTo(selection);
        double nearest = OrderStatistic.Of(selection, _kept - 1);
        _thresholds[place] = Math.Min(_thresholds[place], FloatDotBounds.AtLeast(nearest + (2 * _reference.ErrorOf(query))));
        int left = 0;
        for (int i = 0; i < count; i++)
        {
            (orders[left], items[left]) = (orders[i], items[i]);
            left += orders[i] <= _thresholds[place] ? 1 : 0;
        }

        _counts[place] = left;
    }
}
