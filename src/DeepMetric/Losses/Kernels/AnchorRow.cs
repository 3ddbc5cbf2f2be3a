namespace DeepMetric.Losses.Kernels;

/// <summary>One anchor's positives and negatives, and what all of its triplets add up to. Reused from anchor to anchor.</summary>
/// <remarks>Distances are such that smaller is closer: a similarity comes with its sign changed.</remarks>
internal sealed class AnchorRow(int others)
{
    // exp of it, and the product of two such, are finite.
    private const double LargestExponent = 300;
    private const double LargestProduct = 1e150;
    private const double SmallestInProduct = 1e-3;
    private static readonly double s_violationAtEpsilon = Math.Log(Math.Exp(LossTelemetry.Epsilon) - 1);

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

    /// <summary>The smooth loss over all triplets, without swapping.</summary>
    /// <remarks>
    /// With t = exp(d_p + margin) exp(−d_n) a term is ln(1 + t) and its slope t / (1 + t). Exponentials are taken per item, and the
    /// logarithm of a product of many (1 + t) at once; small t take a series, so that their digits are kept.
    /// </remarks>
    public void SumSmooth(double margin)
    {
        if (Valid == 0)
        {
            return;
        }

        Array.Sort(_negatives, _negativeIndex, 0, _n);
        ReadOnlySpan<double> negatives = _negatives.AsSpan(0, _n);
        double nearest = negatives[0];
        Span<double> decay = _sums.AsSpan(0, _n);
        for (int r = 0; r < _n; r++)
        {
            decay[r] = Math.Exp(nearest - negatives[r]);
        }

        Span<double> slopes = _negativeWeights.AsSpan(0, _n);
        for (int p = 0; p < _p; p++)
        {
            double distance = _positives[p];
            double bound = distance + margin;
            int noFarther = CountAtMost(negatives, distance);
            Hard += noFarther;
            SemiHard += Math.Max(0, CountBelow(negatives, bound) - noFarther);
            Active += _n;
            ActiveAboveEpsilon += CountBelow(negatives, bound - s_violationAtEpsilon);
            if (bound - nearest < LargestExponent)
            {
                _positiveWeights[p] = SumSmooth(Math.Exp(bound - nearest), decay, slopes);
            }
            else
            {
                for (int r = 0; r < _n; r++)
                {
                    (double loss, double slope) = Softplus(bound - negatives[r]);
                    Sum += loss;
                    _positiveWeights[p] += slope;
                    slopes[r] -= slope;
                }
            }
        }
    }

    /// <summary>Swapped negatives, by a visit to every triplet.</summary>
    /// <param name="options">Margin and form.</param>
    /// <param name="distancesOf">Fills in the distances of an item to all others.</param>
    /// <remarks>
    /// The triplets (a, p, n) and (p, a, n) have one value, so where the anchor's own distance is the smaller one its gradient
    /// is taken for both here, and where the other's is, the other anchor's row takes it.
    /// </remarks>
    public void VisitSwapped(TripletMarginLossOptions options, Action<int, double[]> distancesOf)
    {
        for (int p = 0; p < _p; p++)
        {
            double positive = _positives[p];
            double bound = positive + options.Margin;
            distancesOf(_positiveIndex[p], _sums);
            double sum = 0;
            double slopes = 0;
            int active = 0;
            int aboveEpsilon = 0;
            int hard = 0;
            int semiHard = 0;
            for (int r = 0; r < _n; r++)
            {
                double own = _negatives[r];
                double other = _sums[_negativeIndex[r]];
                double negative = Math.Min(own, other);
                double violation = bound - negative;
                (double loss, double slope) = options.Smooth ? Softplus(violation) : (Math.Max(0, violation), violation > 0 ? 1 : 0);
                sum += loss;
                slopes += slope;
                active += loss > 0 ? 1 : 0;
                aboveEpsilon += loss > LossTelemetry.Epsilon ? 1 : 0;
                hard += negative <= positive ? 1 : 0;
                semiHard += negative > positive && negative < bound ? 1 : 0;
                double share = own < other ? 2 : own == other ? 1 : 0;
                _negativeWeights[r] -= share * slope;
            }

            Sum += sum;
            _positiveWeights[p] += slopes;
            Active += active;
            ActiveAboveEpsilon += aboveEpsilon;
            Hard += hard;
            SemiHard += semiHard;
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

    /// <summary>Adds ln(1 + scale · decay_r) over all r to the sum and its slopes to the weights; returns the sum of the slopes.</summary>
    private double SumSmooth(double scale, ReadOnlySpan<double> decay, Span<double> weights)
    {
        double product = 1;
        double sum = 0;
        double slopes = 0;
        for (int r = 0; r < decay.Length; r++)
        {
            double t = scale * decay[r];
            double slope = t / (1 + t);
            slopes += slope;
            weights[r] -= slope;
            if (t < SmallestInProduct)
            {
                sum += t * (1 - (t * (0.5 - (t * ((1.0 / 3) - (t * 0.25))))));
            }
            else
            {
                product *= 1 + t;
                if (product > LargestProduct)
                {
                    sum += Math.Log(product);
                    product = 1;
                }
            }
        }

        Sum += sum + Math.Log(product);
        return slopes;
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
