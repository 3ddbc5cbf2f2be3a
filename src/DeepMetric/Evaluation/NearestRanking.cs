using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>Finds the ranks of the relevant rows among the nearest of a few queries at a time, from float dot products, exactly; nothing else is ranked, and no row of products is kept.</summary>
/// <remarks>
/// <para>For one query a_j = |b_j|² − 2 a·b_j orders the rows up to an error ε. A sample of the reference tells a threshold below which, very probably, lie as many rows as are wanted; each tile of
/// products is compared with it as soon as it is there, and what lies below is gathered. The gathered rows are sorted by a, and those within 2 ε of their neighbours, where relevant and other
/// rows mix, are measured in double. Where fewer rows were gathered than are wanted, the query is left to <see cref="BlockRanking"/>.</para>
/// <para>The ranks are those of distances summed in double, equal ones by ascending index.</para>
/// </remarks>
internal sealed unsafe class NearestRanking : IDisposable
{
    /// <summary>Queries at a time.</summary>
    public const int Queries = 8 * PanelTile.Rows;

    // The threshold lies so many standard deviations of the sample's count beyond the wanted rank.
    private const double Deviations = 4;
    private const int Halvings = 14;

    private readonly RetrievalQuery _query;
    private readonly ReferencePanels _reference;
    private readonly int _depth;
    private readonly PackedRows _packed;
    private readonly GatheredRows _gathered;
    private readonly float* _sample;
    private readonly int _sampleStride;
    private readonly OrderedRows _sorted;
    private readonly int[] _ranks;
    private readonly double[] _point;
    private readonly bool[] _relevant;
    private readonly double[] _exact;
    private readonly List<(int Start, int End)> _groups = [];
    private readonly (double Distance, int Item, bool IsRelevant)[] _few = new (double, int, bool)[16];

    public NearestRanking(RetrievalQuery query, ReferencePanels reference, int depth)
    {
        _query = query;
        _reference = reference;
        _depth = depth;
        _packed = PackedRows.OfCapacity(Queries, query.Queries.Dimension, PanelTile.Rows);
        _sampleStride = reference.Sample.Panels * PanelTile.Columns;
        _sample = (float*)NativeMemory.AlignedAlloc((nuint)(Queries * _sampleStride * sizeof(float)), 64);
        int count = query.Reference.Count;
        int capacity = (int)Math.Min(count, (4L * depth) + (count / 8) + PanelTile.Columns);
        _gathered = new GatheredRows(Queries, capacity);
        _sorted = new OrderedRows(capacity);
        _relevant = new bool[capacity];
        _exact = new double[capacity];
        _ranks = new int[depth + 1];
        _point = new double[query.Queries.Dimension];
    }

    /// <summary>Whether so few of the rows are wanted that this pays.</summary>
    public static bool Suits(int depth, int rows) => depth > 0 && depth <= rows / 6;

    /// <summary>Gathers the nearest rows of a block of queries.</summary>
    public void Load(int first, int count)
    {
        _packed.Pack(_query.Queries.Floats, first, count);
        int panels = (count + PanelTile.Rows - 1) / PanelTile.Rows;
        FindThresholds(count, panels);
        Array.Clear(_gathered.Counts);
        float* tile = stackalloc float[PanelTile.Rows * PanelTile.Columns];
        fixed (float* norms = _reference.Norms)
        {
            for (int panel = 0; panel < _reference.Rows.Panels; panel++)
            {
                int column = panel * PanelTile.Columns;
                for (int rows = 0; rows < panels; rows++)
                {
                    PanelTile.Products(_packed.Panel(rows), _reference.Rows.Panel(panel), _query.Queries.Dimension, tile, PanelTile.Columns);
                    int place = rows * PanelTile.Rows;
                    for (int r = 0; r < PanelTile.Rows && place + r < count; r++)
                    {
                        _gathered.Gather(place + r, tile + (r * PanelTile.Columns), norms + column, column);
                    }
                }
            }
        }
    }

    /// <summary>The ascending ranks, from 1 to the depth, of the rows relevant to a query; the query itself is in no ranking.</summary>
    /// <param name="query">The query.</param>
    /// <param name="place">Its place in the block that was loaded.</param>
    /// <param name="relevance">What is relevant.</param>
    /// <param name="ranks">The ranks.</param>
    /// <returns>False where too few rows were gathered to tell.</returns>
    public bool TryRank(int query, int place, RelevanceIndex relevance, out ReadOnlySpan<int> ranks)
    {
        ranks = [];
        if (_gathered.Counts[place] > _gathered.Capacity)
        {
            return false;
        }

        _sorted.Sort(_gathered.Orders(place), _gathered.Items(place), _query.PlaceOf(query));
        double doubt = 2 * (_reference.ErrorOf(query) + _sorted.Resolution);
        ReadOnlySpan<float> orders = _sorted.Orders;
        ReadOnlySpan<int> items = _sorted.Items;
        if (orders.Length < _depth || orders[_depth - 1] + doubt >= _gathered.Thresholds[place])
        {
            return false;
        }

        Span<bool> relevant = _relevant.AsSpan(0, orders.Length);
        if (_query.Relevance is null)
        {
            // Not by way of the relevance, since this is done for every gathered row.
            int[] labels = _query.ReferenceLabels;
            int label = _query.QueryLabels[query];
            for (int i = 0; i < relevant.Length; i++)
            {
                relevant[i] = labels[items[i]] == label;
            }
        }
        else
        {
            for (int i = 0; i < relevant.Length; i++)
            {
                relevant[i] = relevance.IsRelevant(query, items[i]);
            }
        }

        if (!FindDoubtful(orders, relevant, FloatDotBounds.AtLeast(doubt)))
        {
            return false;
        }

        Resolve(query, items, relevant);
        int found = 0;
        for (int i = 0; i < _depth; i++)
        {
            // Written always, kept if it is one.
            _ranks[found] = i + 1;
            found += relevant[i] ? 1 : 0;
        }

        ranks = _ranks.AsSpan(0, found);
        return true;
    }

    public void Dispose()
    {
        _packed.Dispose();
        NativeMemory.AlignedFree(_sample);
        _gathered.Dispose();
    }

    /// <summary>Finds the rows among the wanted ones that products cannot tell from a neighbour of the other kind, in groups.</summary>
    /// <returns>False where such a group may go on beyond the gathered rows.</returns>
    private bool FindDoubtful(ReadOnlySpan<float> orders, ReadOnlySpan<bool> relevant, float doubt)
    {
        _groups.Clear();
        int covered = 0;
        ref float first = ref MemoryMarshal.GetReference(orders);
        for (int block = 0; block < _depth; block += 16)
        {
            ulong close = 0;
            if (block + 17 <= orders.Length)
            {
                Vector512<float> gaps = Vector512.LoadUnsafe(ref first, (nuint)block + 1) - Vector512.LoadUnsafe(ref first, (nuint)block);
                close = Vector512.LessThanOrEqual(gaps, Vector512.Create(doubt)).ExtractMostSignificantBits();
            }
            else
            {
                for (int i = block; i + 1 < orders.Length; i++)
                {
                    close |= orders[i + 1] - orders[i] <= doubt ? 1UL << (i - block) : 0;
                }
            }

            for (; close != 0; close &= close - 1)
            {
                int start = block + BitOperations.TrailingZeroCount(close);
                if (start >= _depth || start < covered)
                {
                    continue;
                }

                int end = start + 2;
                while (end < orders.Length && orders[end] - orders[end - 1] <= doubt)
                {
                    end++;
                }

                if (end == orders.Length)
                {
                    return false;
                }

                covered = end;
                if (relevant[start..end].Contains(!relevant[start]))
                {
                    _groups.Add((start, end));
                }
            }
        }

        return true;
    }

    /// <summary>Puts the relevant rows of each doubtful group at their places, by distances in double.</summary>
    private void Resolve(int query, ReadOnlySpan<int> items, Span<bool> relevant)
    {
        if (_groups.Count == 0)
        {
            return;
        }

        _query.Queries.CopyRow(query, _point);

        // All are measured before any is looked at, so that waiting for one row's memory is waiting for many.
        foreach ((int start, int end) in _groups)
        {
            for (int i = start; i < end; i++)
            {
                _query.Reference.SquaredDistances(_point, items[i], _exact.AsSpan(i, 1));
            }
        }

        foreach ((int start, int end) in _groups)
        {
            if (end == start + 2)
            {
                // A mixed pair: its relevant row is first, or it is not.
                bool isFirst = _exact[start] < _exact[start + 1] || (_exact[start] == _exact[start + 1] && items[start] < items[start + 1]);
                (relevant[start], relevant[start + 1]) = isFirst == relevant[start] ? (true, false) : (false, true);
                continue;
            }

            Span<(double Distance, int Item, bool IsRelevant)> group = end - start <= _few.Length ? _few.AsSpan(0, end - start) : new (double, int, bool)[end - start];
            for (int i = start; i < end; i++)
            {
                group[i - start] = (_exact[i], items[i], relevant[i]);
            }

            group.Sort(static (a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : a.Item.CompareTo(b.Item));
            for (int i = start; i < end; i++)
            {
                relevant[i] = group[i - start].IsRelevant;
            }
        }
    }

    private void FindThresholds(int count, int panels)
    {
        for (int panel = 0; panel < _reference.Sample.Panels; panel++)
        {
            for (int rows = 0; rows < panels; rows++)
            {
                PanelTile.Products(
                    _packed.Panel(rows), _reference.Sample.Panel(panel), _query.Queries.Dimension, _sample + ((long)rows * PanelTile.Rows * _sampleStride) + (panel * PanelTile.Columns), _sampleStride);
            }
        }

        int sampled = _reference.Sample.Count;
        double expected = (double)_depth / _query.Reference.Count * sampled;
        int wanted = (int)Math.Min(sampled, expected + (Deviations * Math.Sqrt(expected)) + 3);
        fixed (float* norms = _reference.SampleNorms)
        {
            for (int place = 0; place < count; place++)
            {
                _gathered.Thresholds[place] = Threshold(_sample + ((long)place * _sampleStride), norms, wanted);
            }
        }
    }

    /// <summary>A number that at least so many of a query's sampled rows are not above, and hardly more.</summary>
    private float Threshold(float* products, float* norms, int wanted)
    {
        Vector512<float> least = Vector512.Create(float.PositiveInfinity);
        Vector512<float> most = Vector512.Create(float.NegativeInfinity);
        for (int i = 0; i < _sampleStride; i += 16)
        {
            Vector512<float> order = Vector512.FusedMultiplyAdd(Vector512.Load(products + i), Vector512.Create(-2f), Vector512.Load(norms + i));
            order.Store(products + i);
            least = Vector512.Min(least, order);
            most = Vector512.Max(most, Vector512.ConditionalSelect(Vector512.Equals(order, Vector512.Create(float.PositiveInfinity)), most, order));
        }

        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int lane = 0; lane < 16; lane++)
        {
            (low, high) = (Math.Min(low, least[lane]), Math.Max(high, most[lane]));
        }

        for (int step = 0; step < Halvings; step++)
        {
            float middle = low + ((high - low) / 2);
            int below = 0;
            for (int i = 0; i < _sampleStride; i += 16)
            {
                below += BitOperations.PopCount(Vector512.LessThanOrEqual(Vector512.Load(products + i), Vector512.Create(middle)).ExtractMostSignificantBits());
            }

            (low, high) = below >= wanted ? (low, middle) : (middle, high);
        }

        return high;
    }
}
