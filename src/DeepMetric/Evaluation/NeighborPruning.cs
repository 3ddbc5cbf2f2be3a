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
    private readonly PackedRows _packed;
    private readonly GatheredRows _gathered;
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
        int capacity = (int)Math.Min((2L * kept) + (4 * PanelTile.Columns), (long)reference.Rows.Panels * PanelTile.Columns);
        int room = (block + PanelTile.Rows - 1) / PanelTile.Rows * PanelTile.Rows;
        _packed = PackedRows.OfCapacity(room, queries.Dimension, PanelTile.Rows);
        _gathered = new GatheredRows(room, capacity);
        _selection = new float[capacity];
    }

    /// <summary>Measures every row that is not ruled out for the queries of a block.</summary>
    public void Search(NeighborSearch search)
    {
        int count = search.Last - search.First;
        _packed.Pack(_queries.Floats, search.First, count);
        Array.Fill(_gathered.Thresholds, float.MaxValue);
        Array.Clear(_gathered.Counts);
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
                        _gathered.Gather(first + r, tile + (r * PanelTile.Columns), norms + column, column);
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
        _gathered.Dispose();
    }

    private void MakeRoom(NeighborSearch search, int place, int panel)
    {
        // After the first panel too, so that there is a threshold early.
        if (_gathered.Counts[place] + PanelTile.Columns > _gathered.Capacity || panel == 1)
        {
            Shrink(search.First + place, place);
        }

        if (_gathered.Counts[place] + PanelTile.Columns > _gathered.Capacity)
        {
            // That many rows are as near as the k-th, for all that products can tell.
            Measure(search, place);
        }
    }

    private void Measure(NeighborSearch search, int place)
    {
        foreach (int item in _gathered.Items(place))
        {
            search.Measure(search.First + place, item);
        }

        _gathered.Counts[place] = 0;
    }

    /// <summary>Lowers a query's threshold to what its gathered rows show, and lets go of those above it.</summary>
    private void Shrink(int query, int place)
    {
        Span<float> orders = _gathered.Orders(place);
        if (orders.Length < _kept)
        {
            return;
        }

        Span<int> items = _gathered.Items(place);
        Span<float> selection = _selection.AsSpan(0, orders.Length);
        orders.CopyTo(selection);
        double nearest = OrderStatistic.Of(selection, _kept - 1);
        float threshold = Math.Min(_gathered.Thresholds[place], FloatDotBounds.AtLeast(nearest + (2 * _reference.ErrorOf(query))));
        int left = 0;
        for (int i = 0; i < orders.Length; i++)
        {
            (orders[left], items[left]) = (orders[i], items[i]);
            left += orders[i] <= threshold ? 1 : 0;
        }

        _gathered.Thresholds[place] = threshold;
        _gathered.Counts[place] = left;
    }
}
