namespace DeepMetric.Evaluation.Verification;

/// <summary>Counts negative pairs between the positive ones, by one thread of several.</summary>
/// <remarks>
/// Where the positives are few, each thread counts for itself; where they are many, all count into one table, in which two rarely meet. What lies outside the positives is always
/// counted apart. Sums and minima come out the same whatever the order.
/// </remarks>
internal sealed class NegativeTally
{
    private const int FewPositives = 1 << 15;

    private readonly RankedPositives _positives;
    private readonly uint[] _between;
    private readonly uint[] _tied;
    private readonly double[] _nearest;
    private long _before;
    private long _beyond;
    private double _nearestBefore = double.PositiveInfinity;
    private double _nearestBeyond = double.PositiveInfinity;

    /// <summary>An empty tally.</summary>
    public NegativeTally(RankedPositives positives)
    {
        _positives = positives;
        _between = new uint[positives.DistinctCount + 1];
        _tied = new uint[positives.DistinctCount];
        _nearest = new double[positives.DistinctCount + 1];
        Array.Fill(_nearest, double.PositiveInfinity);
    }

    private NegativeTally(NegativeTally shared) => (_positives, _between, _tied, _nearest) = (shared._positives, shared._between, shared._tied, shared._nearest);

    /// <summary>How many negative pairs were counted.</summary>
    public long Count { get; private set; }

    /// <summary>A tally for a thread of its own, to be added to this one.</summary>
    public NegativeTally ForThread() => _positives.DistinctCount <= FewPositives ? new NegativeTally(_positives) : new NegativeTally(this);

    /// <summary>Counts a negative pair.</summary>
    public void Add(double key)
    {
        Count++;
        int last = _positives.DistinctCount - 1;
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
        if (_positives[at] == key)
        {
            Interlocked.Increment(ref _tied[at]);
        }
        else
        {
            Interlocked.Increment(ref _between[at]);
            Lower(ref _nearest[at], key);
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
        if (ReferenceEquals(other._between, _between))
        {
            return;
        }

        for (int i = 0; i < _between.Length; i++)
        {
            _between[i] += other._between[i];
            _nearest[i] = Math.Min(_nearest[i], other._nearest[i]);
        }

        for (int i = 0; i < _tied.Length; i++)
        {
            _tied[i] += other._tied[i];
        }
    }

    /// <summary>How many negative pairs lie between a positive key and the one before it, both left out; the number of different positive keys for those beyond the last.</summary>
    public long Between(int at) => at == _tied.Length ? _beyond : at == 0 ? _before : _between[at];

    /// <summary>How many negative pairs are exactly as far as a positive one.</summary>
    public long Tied(int at) => _tied[at];

    /// <summary>The smallest key of those <see cref="Between"/>; infinite without any.</summary>
    public double Nearest(int at) => at == _tied.Length ? _nearestBeyond : at == 0 ? _nearestBefore : _nearest[at];

    private static void Lower(ref double place, double key)
    {
        double seen = Volatile.Read(ref place);
        while (key < seen)
        {
            double before = Interlocked.CompareExchange(ref place, key, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }
}
