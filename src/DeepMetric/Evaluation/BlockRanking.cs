using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>Finds the ranks of what a few queries at a time look for among float rows, from float dot products, exactly.</summary>
/// <remarks>
/// <para>For one query a_j = |b_j|² − 2 a·b_j orders the rows up to an error ε. The relevant rows are sorted by it, and a table over equal steps of a tells for most steps how many relevant rows
/// are certainly nearer than whatever falls there; only rows that fall within 2 ε of a relevant one are measured in double. Rows count before the relevant row behind them, so
/// no ranking of all rows is ever made: m operations a query, and memory for the products of 24 queries.</para>
/// <para>The ranks are those of distances summed in double, equal ones by ascending index.</para>
/// </remarks>
internal sealed unsafe class BlockRanking : IDisposable
{
    /// <summary>Queries at a time.</summary>
    public const int Queries = 4 * PanelTile.Rows;

    private const int StepsPerRelevant = 16;
    private const int FewestSteps = 64;
    private const int MostSteps = 1 << 16;

    private readonly RetrievalQuery _query;
    private readonly RelevanceIndex _relevance;
    private readonly ReferencePanels _reference;
    private readonly PackedRows _packed;
    private readonly float* _products;
    private readonly int _stride;
    private readonly double[] _point;
    private readonly double[] _one = new double[1];
    private readonly bool[] _isRelevant;
    private readonly int[] _items;
    private readonly float[] _keys;
    private readonly double[] _exact;
    private readonly int[] _before;
    private readonly int[] _places = new int[MostSteps + 2];

    public BlockRanking(RetrievalQuery query, RelevanceIndex relevance, ReferencePanels reference)
    {
        int count = query.Reference.Count;
        _query = query;
        _relevance = relevance;
        _reference = reference;
        _packed = PackedRows.OfCapacity(Queries, query.Queries.Dimension, PanelTile.Rows);
        _stride = reference.Rows.Panels * PanelTile.Columns;
        _products = (float*)NativeMemory.AlignedAlloc((nuint)((long)Queries * _stride * sizeof(float)), 64);
        _point = new double[query.Queries.Dimension];
        _isRelevant = new bool[count];
        _items = new int[count];
        _keys = new float[count];
        _exact = new double[count];
        _before = new int[count + 1];
    }

    /// <summary>Computes the products of some queries, at most <see cref="Queries"/>, with all rows.</summary>
    public void Load(ReadOnlySpan<int> queries)
    {
        _packed.Pack(_query.Queries.Floats, queries);
        int panels = (queries.Length + PanelTile.Rows - 1) / PanelTile.Rows;
        for (int panel = 0; panel < _reference.Rows.Panels; panel++)
        {
            for (int rows = 0; rows < panels; rows++)
            {
                float* target = _products + ((long)rows * PanelTile.Rows * _stride) + (panel * PanelTile.Columns);
                PanelTile.Products(_packed.Panel(rows), _reference.Rows.Panel(panel), _query.Queries.Dimension, target, _stride);
            }
        }
    }

    /// <summary>The ascending ranks, from 1, of the rows relevant to a query; the query itself is in no ranking.</summary>
    /// <param name="query">The query.</param>
    /// <param name="place">Its place in the block that was loaded.</param>
    public ReadOnlySpan<int> RanksOfRelevant(int query, int place)
    {
        int relevant = _relevance.Fill(query, _items);
        if (relevant == 0)
        {
            return [];
        }

        float* order = _products + ((long)place * _stride);
        Orders(order);
        Span<int> items = _items.AsSpan(0, relevant);
        Span<float> keys = _keys.AsSpan(0, relevant);
        for (int i = 0; i < relevant; i++)
        {
            keys[i] = order[items[i]];
            _isRelevant[items[i]] = true;
        }

        keys.Sort(items);
        Span<int> before = _before.AsSpan(0, relevant + 1);
        before.Clear();
        _query.Queries.CopyRow(query, _point);
        Array.Fill(_exact, double.NaN, 0, relevant);
        CountOthersBefore(query, order, keys, items, before);
        foreach (int item in items)
        {
            _isRelevant[item] = false;
        }

        int others = 0;
        for (int i = 0; i < relevant; i++)
        {
            others += before[i];
            before[i] = others + i + 1;
        }

        return before[..relevant];
    }

    public void Dispose()
    {
        _packed.Dispose();
        NativeMemory.AlignedFree(_products);
    }

    /// <summary>Turns products into a_j, in place.</summary>
    private void Orders(float* products)
    {
        fixed (float* norms = _reference.Norms)
        {
            var minusTwo = Vector512.Create(-2f);
            for (int i = 0; i < _stride; i += 16)
            {
                Vector512.FusedMultiplyAdd(Vector512.Load(products + i), minusTwo, Vector512.Load(norms + i)).Store(products + i);
            }
        }
    }

    private void CountOthersBefore(int query, float* order, ReadOnlySpan<float> keys, ReadOnlySpan<int> items, Span<int> before)
    {
        double doubt = 2 * _reference.ErrorOf(query);

        // Finding a row's step errs by less than the slack beyond the doubt; a step is that much wider than it says.
        double largest = Math.Max(Math.Abs(keys[0]), Math.Abs(keys[^1]));
        double slack = doubt + (((double)keys[^1] - keys[0]) * Math.Pow(2, -18)) + (largest * Math.Pow(2, -21));
        double low = keys[0] - (2 * slack);
        double range = keys[^1] + (2 * slack) - low;
        int steps = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)keys.Length * StepsPerRelevant), FewestSteps, MostSteps);
        float origin = (float)low;
        float scale = (float)(steps / range);
        FillPlaces(keys, low, range / steps, slack, steps);
        if (!float.IsFinite(scale))
        {
            // All within a float's breath: nothing is known without measuring.
            scale = 0;
            _places[1] = ~0;
        }

        int itself = _query.PlaceOf(query);
        int count = _query.Reference.Count;
        ReadOnlySpan<int> places = _places.AsSpan(0, steps + 2);
        for (int item = 0; item < count; item++)
        {
            int place = places[StepOf(order[item], origin, scale, steps)];
            if (place >= 0)
            {
                before[place]++;
                continue;
            }

            if (!_isRelevant[item] && item != itself)
            {
                before[PlaceInDoubt(item, order[item], ~place, doubt, keys, items)]++;
            }
        }

        if (itself >= 0 && !_isRelevant[itself] && places[StepOf(order[itself], origin, scale, steps)] is var own && own >= 0)
        {
            before[own]--;
        }
    }

    /// <summary>0 before all relevant rows, 1 to <paramref name="steps"/> among them, then one more.</summary>
    private static int StepOf(float order, float origin, float scale, int steps) =>
        (int)Math.Min(Math.Max(((order - origin) * scale) + 1, 0), steps + 1);

    /// <summary>For each step how many relevant rows are nearer than what falls there, or the complement of how many certainly are, where some are in doubt.</summary>
    private void FillPlaces(ReadOnlySpan<float> keys, double low, double width, double slack, int steps)
    {
        int nearer = 0;
        int notFarther = 0;
        _places[0] = 0;
        _places[steps + 1] = keys.Length;
        for (int step = 0; step < steps; step++)
        {
            double from = low + (step * width) - slack;
            double to = low + ((step + 1) * width) + slack;
            while (nearer < keys.Length && keys[nearer] < from)
            {
                nearer++;
            }

            while (notFarther < keys.Length && keys[notFarther] <= to)
            {
                notFarther++;
            }

            _places[step + 1] = nearer == notFarther ? nearer : ~nearer;
        }
    }

    /// <summary>How many relevant rows are nearer than a row that is near some of them, or as near with a lower index.</summary>
    private int PlaceInDoubt(int item, float order, int nearer, double doubt, ReadOnlySpan<float> keys, ReadOnlySpan<int> items)
    {
        while (nearer < keys.Length && keys[nearer] < order - doubt)
        {
            nearer++;
        }

        double exact = double.NaN;
        int place = nearer;
        for (int i = nearer; i < keys.Length && keys[i] <= order + doubt; i++)
        {
            if (double.IsNaN(exact))
            {
                exact = Measure(item);
            }

            if (double.IsNaN(_exact[i]))
            {
                _exact[i] = Measure(items[i]);
            }

            place += _exact[i] < exact || (_exact[i] == exact && items[i] < item) ? 1 : 0;
        }

        return place;
    }

    private double Measure(int item)
    {
        _query.Reference.SquaredDistances(_point, item, _one);
        return _one[0];
    }
}
