namespace DeepMetric.Losses.Kernels;

/// <summary>One anchor's positives and negatives, and what all of its triplets add up to. Reused from anchor to anchor.</summary>
/// <remarks>Distances are such that smaller is closer: a similarity comes with its sign changed.</remarks>
internal sealed class AnchorRow(int others)
{
    private readonly double[] _positives = new double[others];
    private readonly double[] _negatives = new double[others];
    private readonly int[] _positiveIndex = new int[others];
    private readonly int[] _negativeIndex = new int[others];
    private readonly double[] _positiveWeights = new double[others];
    private readonly double[] _negativeWeights = new double[others];
    private readonly double[] _sums = new double[others + 1];
    private readonly long[] _beaten = new long[others + 1];
    private int _p;
    private int _n;

    public double Sum { get; private set; }

    public long Active { get; private set; }

    public long ActiveAboveEpsilon { get; private set; }

    public long Hard { get; private set; }

    public long SemiHard { get; private set; }

    public long Valid => (long)_p * _n;

    /// <summary>Forgets the previous anchor.</summary>
    public void Begin()
    {
        _p = 0;
        _n = 0;
        Sum = 0;
        Active = 0;
        ActiveAboveEpsilon = 0;
        Hard = 0;
        SemiHard = 0;
    }

    /// <summary>Adds an item at a distance.</summary>
    public void Add(int index, double distance, bool isPositive)
    {
        if (isPositive)
        {
            _positives[_p] = distance;
            _positiveIndex[_p] = index;
            _positiveWeights[_p++] = 0;
        }
        else
        {
            _negatives[_n] = distance;
            _negativeIndex[_n] = index;
            _negativeWeights[_n++] = 0;
        }
    }

    /// <summary>The hinge loss over all triplets: with the negatives sorted, those that a positive violates are a prefix.</summary>
    /// <remarks>
    /// Positive p violates the c_p nearest negatives, those below t_p = d_p + margin; they add c_p t_p − (their prefix sum). The gradient
    /// is c_p for the positive and, for the negative of rank r, minus the number of positives with c_p above r.
    /// </remarks>
    public void SortAndCount(double margin)
    {
        if (Valid == 0)
        {
            return;
        }

        Array.Sort(_negatives, _negativeIndex, 0, _n);
        _sums[0] = 0;
        for (int r = 0; r < _n; r++)
        {
            _sums[r + 1] = _sums[r] + _negatives[r];
        }

        Array.Clear(_beaten, 0, _n + 1);
        ReadOnlySpan<double> negatives = _negatives.AsSpan(0, _n);
        for (int p = 0; p < _p; p++)
        {
            double distance = _positives[p];
            double bound = distance + margin;
            int count = CountBelow(negatives, bound);
            int noFarther = CountAtMost(negatives, distance);
            Sum += (count * bound) - _sums[count];
            Active += count;
            ActiveAboveEpsilon += CountBelow(negatives, bound - LossTelemetry.Epsilon);
            Hard += noFarther;
            SemiHard += Math.Max(0, count - noFarther);
            _positiveWeights[p] = count;
            _beaten[count]++;
        }

        long above = 0;
        for (int r = _n - 1; r >= 0; r--)
        {
            above += _beaten[r + 1];
            _negativeWeights[r] = -above;
        }
    }

    /// <summary>The smooth loss, or swapped negatives, by a visit to every triplet.</summary>
    /// <param name="options">Margin and form.</param>
    /// <param name="between">The distance of a positive and a negative, for swapping; null without it.</param>
    /// <remarks>
    /// The swapped triplets (a, p, n) and (p, a, n) have one value, so where the anchor's own distance is the smaller one its gradient
    /// is taken for both here, and where the other's is, the other anchor's row takes it.
    /// </remarks>
    public void VisitTriplets(TripletMarginLossOptions options, Func<int, int, double>? between)
    {
        for (int p = 0; p < _p; p++)
        {
            double positive = _positives[p];
            for (int r = 0; r < _n; r++)
            {
                double own = _negatives[r];
                double other = between is null ? own : between(_positiveIndex[p], _negativeIndex[r]);
                double negative = Math.Min(own, other);
                double violation = positive - negative + options.Margin;
                (double loss, double slope) = options.Smooth ? Softplus(violation) : (Math.Max(0, violation), violation > 0 ? 1 : 0);
                Sum += loss;
                Active += loss > 0 ? 1 : 0;
                ActiveAboveEpsilon += loss > LossTelemetry.Epsilon ? 1 : 0;
                Hard += negative <= positive ? 1 : 0;
                SemiHard += negative > positive && negative < positive + options.Margin ? 1 : 0;
                double share = between is null ? 1 : own < other ? 2 : own == other ? 1 : 0;
                _positiveWeights[p] += slope;
                _negativeWeights[r] -= share * slope;
            }
        }
    }

    /// <summary>Hands out the gradient on the anchor's distances.</summary>
    public void ForEachWeight(Action<int, double> action)
    {
        for (int p = 0; p < _p; p++)
        {
            action(_positiveIndex[p], _positiveWeights[p]);
        }

        for (int r = 0; r < _n; r++)
        {
            action(_negativeIndex[r], _negativeWeights[r]);
        }
    }

    private static (double Loss, double Slope) Softplus(double x)
    {
        double tail = Math.Exp(-Math.Abs(x));
        double loss = Math.Max(x, 0) + double.LogP1(tail);
        return (loss, x >= 0 ? 1 / (1 + tail) : tail / (1 + tail));
    }

    private static int CountBelow(ReadOnlySpan<double> sorted, double bound)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static int CountAtMost(ReadOnlySpan<double> sorted, double bound)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
