namespace DeepMetric.Evaluation.Verification;

/// <summary>Counts negative pairs between the positive ones, by one thread of several.</summary>
/// <remarks>
/// Where the positives are few, each thread counts for itself; where they are many, all count into one table, in which two rarely meet. What lies outside the positives is always
/// counted apart. Sums and minima come out the same whatever the order.
/// </remarks>
internal sealed class NegativeTally
{
    private const int FewPositives = 1 << 18;

    private readonly RankedPositives _positives;
    private readonly NegativeCell[] _cells;
    private readonly bool _isShared;
    private long _before;
    private long _beyond;
    private double _nearestBefore = double.PositiveInfinity;
    private double _nearestBeyond = double.PositiveInfinity;

    /// <summary>An empty tally.</summary>
    public NegativeTally(RankedPositives positives)
    {
        _positives = positives;
        _cells = new NegativeCell[positives.DistinctCount];
        for (int i = 0; i < _cells.Length; i++)
        {
            _cells[i].Nearest = double.PositiveInfinity;
        }
    }

    private NegativeTally(NegativeTally shared) => (_positives, _cells, _isShared) = (shared._positives, shared._cells, true);

    /// <summary>How many negative pairs were counted.</summary>
    public long Count { get; private set; }

    /// <summary>A tally for a thread of its own, to be added to this one.</summary>
    public NegativeTally ForThread() => _positives.DistinctCount <= FewPositives ? new NegativeTally(_positives) : new NegativeTally(this);

    /// <summary>Counts a negative pair.</summary>
    public void Add(double key)
    {
        Count++;
        int last = _cells.Length - 1;
        if (last < 0 || key > _positives[last])
        {
            _beyond++;
            _nearestBeyond = Math.Min(_nearestBeyond, key);
            return;
        }

        if (key < _positives[0])
        {
            _before++;
            _nearestBefore = Math.Min(_nearestBefore, key);
            return;
        }

        int at = _positives.LowerBound(key);
        ref NegativeCell cell = ref _cells[at];
        bool isTied = _positives[at] == key;
        if (_isShared)
        {
            AddShared(ref cell, key, isTied);
        }
        else if (isTied)
        {
            cell.Tied++;
        }
        else
        {
            cell.Between++;
            cell.Nearest = Math.Min(cell.Nearest, key);
        }
    }

    /// <summary>Adds what a thread counted.</summary>
    public void Add(NegativeTally other)
    {
        Count += other.Count;
        _before += other._before;
        _beyond += other._beyond;
        _nearestBefore = Math.Min(_nearestBefore, other._nearestBefore);
        _nearestBeyond = Math.Min(_nearestBeyond, other._nearestBeyond);
        for (int i = 0; i < _cells.Length && !other._isShared; i++)
        {
            _cells[i].Between += other._cells[i].Between;
            _cells[i].Tied += other._cells[i].Tied;
            _cells[i].Nearest = Math.Min(_cells[i].Nearest, other._cells[i].Nearest);
        }
    }

    /// <summary>How many negative pairs lie between a positive key and the one before it, both left out; the number of different positive keys for those beyond the last.</summary>
    public long Between(int at) => at == _cells.Length ? _beyond : at == 0 ? _before : _cells[at].Between;

    /// <summary>How many negative pairs are exactly as far as a positive one.</summary>
    public long Tied(int at) => _cells[at].Tied;

    /// <summary>The smallest key of those <see cref="Between"/>; infinite without any.</summary>
    public double Nearest(int at) => at == _cells.Length ? _nearestBeyond : at == 0 ? _nearestBefore : _cells[at].Nearest;

    private static void AddShared(ref NegativeCell cell, double key, bool isTied)
    {
        if (isTied)
        {
            Interlocked.Increment(ref cell.Tied);
            return;
        }

        Interlocked.Increment(ref cell.Between);
        double seen = Volatile.Read(ref cell.Nearest);
        while (key < seen)
        {
            double before = Interlocked.CompareExchange(ref cell.Nearest, key, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }
}
