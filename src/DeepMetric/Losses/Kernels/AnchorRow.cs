using System.Buffers;
using System.Numerics;
using DeepMetric.Miners;

namespace DeepMetric.Losses.Kernels;

/// <summary>One anchor's positives and negatives, and what all of its triplets add up to. Reused from anchor to anchor; dispose to give its memory back.</summary>
/// <remarks>Distances are such that smaller is closer: a similarity comes with its sign changed.</remarks>
internal sealed class AnchorRow(int others, bool ofFloats) : IDisposable
{
    // exp of it, and the product of two such, are finite.
    private const double LargestExponent = 300;
    private const double LargestProduct = 1e150;
    private const double SmallestInProduct = 1e-3;
    private static readonly double s_violationAtEpsilon = Math.Log(Math.Exp(LossTelemetry.Epsilon) - 1);

    private readonly double[] _positives = ArrayPool<double>.Shared.Rent(others);
    private readonly double[] _negatives = ArrayPool<double>.Shared.Rent(others);
    private readonly int[] _positiveIndex = ArrayPool<int>.Shared.Rent(others);
    private readonly int[] _negativeIndex = ArrayPool<int>.Shared.Rent(others);
    private readonly double[] _positiveWeights = ArrayPool<double>.Shared.Rent(others);
    private readonly double[] _negativeWeights = ArrayPool<double>.Shared.Rent(others);
    private readonly double[] _sums = ArrayPool<double>.Shared.Rent(others + 1);
    private readonly long[] _beaten = ArrayPool<long>.Shared.Rent(others + 1);
    private readonly FloatOrder? _order = ofFloats ? new FloatOrder(others) : null;
    private int _p;
    private int _n;
    private long? _chosen;

    public double Sum { get; private set; }

    public long Active { get; private set; }

    public long ActiveAboveEpsilon { get; private set; }

    public long Hard { get; private set; }

    public long SemiHard { get; private set; }

    public long Valid => _chosen ?? (long)_p * _n;

    /// <summary>The positives' distances, summed over the chosen triplets, where triplets were chosen.</summary>
    public double PositiveSum { get; private set; }

    /// <summary>The negatives' distances, summed over the chosen triplets, where triplets were chosen.</summary>
    public double NegativeSum { get; private set; }

    /// <summary>The anchor's positives.</summary>
    public int Positives => _p;

    /// <summary>Their distances, summed.</summary>
    public double PositiveTotal { get; private set; }

    /// <summary>The anchor's negatives.</summary>
    public int Negatives => _n;

    /// <summary>Their distances, summed.</summary>
    public double NegativeTotal { get; private set; }

    /// <summary>Forgets the previous anchor and takes the items of another in.</summary>
    /// <param name="row">The entries of the distance matrix, <c>[m]</c>.</param>
    /// <param name="sign">-1 where larger is closer, else 1.</param>
    /// <param name="classes">Who is positive and who takes no part.</param>
    /// <param name="anchor">The anchor.</param>
    public unsafe void Fill<T>(T* row, double sign, RowClasses classes, int anchor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (_chosen, PositiveSum, NegativeSum, Sum, Active, ActiveAboveEpsilon, Hard, SemiHard) = (null, 0, 0, 0, 0, 0, 0, 0);
        (int own, int self) = (classes.OfAnchors[anchor], classes.SelfOf(anchor));
        (int p, int n) = (0, 0);
        (double positives, double negatives) = (0, 0);
        ReadOnlySpan<int> numbers = classes.OfReference;
        for (int j = 0; j < numbers.Length; j++)
        {
            double distance = sign * double.CreateTruncating(row[j]);
            if (numbers[j] == own)
            {
                if (j != self)
                {
                    (_positives[p], _positiveIndex[p]) = (distance, j);
                    positives += distance;
                    p++;
                }
            }
            else if (numbers[j] != RowClasses.Ignored)
            {
                (_negatives[n], _negativeIndex[n]) = (distance, j);
                negatives += distance;
                n++;
            }
        }

        (_p, _n) = (p, n);
        (PositiveTotal, NegativeTotal) = (positives, negatives);
        Array.Clear(_positiveWeights, 0, p);
        Array.Clear(_negativeWeights, 0, n);
    }

    /// <summary>Leaves the farthest positive and the nearest negative, of equal distances the first; nothing where one is missing.</summary>
    public void KeepHardest()
    {
        int hardest = _p > 0 && _n > 0 ? 1 : 0;
        if (hardest == 1)
        {
            int positive = 0;
            for (int p = 1; p < _p; p++)
            {
                positive = _positives[p] > _positives[positive] ? p : positive;
            }

            int negative = 0;
            for (int r = 1; r < _n; r++)
            {
                negative = _negatives[r] < _negatives[negative] ? r : negative;
            }

            (_positives[0], _positiveIndex[0]) = (_positives[positive], _positiveIndex[positive]);
            (_negatives[0], _negativeIndex[0]) = (_negatives[negative], _negativeIndex[negative]);
        }

        _p = hardest;
        _n = hardest;
    }

    /// <summary>The hinge loss over all triplets whose gap is in a range: with the negatives sorted, those that a positive takes are a range of ranks.</summary>
    /// <remarks>
    /// Of the ranks [f, e) that positive p takes, it violates [f, c), those whose gap is below the margin; they add (c − f) t − (their sum), t = d_p + margin.
    /// The gradient is c − f for the positive and, for the negative of rank r, minus the number of positives with r in [f, c).
    /// </remarks>
    public void SortAndCount(double margin, GapRange range)
    {
        if (_p == 0 || _n == 0)
        {
            return;
        }

        ReadOnlySpan<double> negatives = SortNegatives();
        Sort(_positives, _positiveIndex, _p);
        Array.Clear(_beaten, 0, _n + 1);
        (int first, int end, int below, int atMostZero, int belowEpsilon) = (0, 0, 0, 0, 0);
        for (int p = 0; p < _p; p++)
        {
            // Positives come by ascending distance, so that every place only moves on.
            double distance = _positives[p];
            range.Move(negatives, distance, ref first, ref end);
            below = GapRange.MoveBelow(negatives, distance, margin, below);
            atMostZero = GapRange.MoveAtMost(negatives, distance, 0, atMostZero);
            belowEpsilon = GapRange.MoveBelow(negatives, distance, margin - LossTelemetry.Epsilon, belowEpsilon);
            RecordChosen(distance, first, end);
            int active = Math.Clamp(below, first, end) - first;
            int hard = Math.Clamp(atMostZero, first, end) - first;
            Sum += (active * (distance + margin)) - (_sums[first + active] - _sums[first]);
            Active += active;
            ActiveAboveEpsilon += Math.Clamp(belowEpsilon, first, end) - first;
            Hard += hard;
            SemiHard += Math.Max(0, active - hard);
            _positiveWeights[p] = active;
            _beaten[first]++;
            _beaten[first + active]--;
        }

        long covering = 0;
        for (int r = 0; r < _n; r++)
        {
            covering += _beaten[r];
            _negativeWeights[r] = -covering;
        }
    }

    /// <summary>The smooth loss over all triplets whose gap is in a range, by a visit to each.</summary>
    public void SumSmooth(double margin, GapRange range)
    {
        if (_p == 0 || _n == 0)
        {
            return;
        }

        ReadOnlySpan<double> negatives = SortNegatives();
        for (int p = 0; p < _p; p++)
        {
            double distance = _positives[p];
            (int first, int end) = Choose(negatives, distance, range);
            Count(negatives, distance, margin, first, end);
            for (int r = first; r < end; r++)
            {
                (double loss, double slope) = Softplus(distance + margin - negatives[r]);
                Sum += loss;
                Active += loss > 0 ? 1 : 0;
                ActiveAboveEpsilon += loss > LossTelemetry.Epsilon ? 1 : 0;
                _positiveWeights[p] += slope;
                _negativeWeights[r] -= slope;
            }
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

        Sort(_negatives, _negativeIndex, _n);
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

    /// <summary>Writes the gradient on the anchor's row, <c>[m]</c>.</summary>
    public unsafe void WriteWeights<T>(T* row, double sign)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        new Span<T>(row, others).Clear();
        for (int p = 0; p < _p; p++)
        {
            row[_positiveIndex[p]] = T.CreateTruncating(sign * _positiveWeights[p]);
        }

        for (int r = 0; r < _n; r++)
        {
            row[_negativeIndex[r]] = T.CreateTruncating(sign * _negativeWeights[r]);
        }
    }

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_positives);
        ArrayPool<double>.Shared.Return(_negatives);
        ArrayPool<int>.Shared.Return(_positiveIndex);
        ArrayPool<int>.Shared.Return(_negativeIndex);
        ArrayPool<double>.Shared.Return(_positiveWeights);
        ArrayPool<double>.Shared.Return(_negativeWeights);
        ArrayPool<double>.Shared.Return(_sums);
        ArrayPool<long>.Shared.Return(_beaten);
        _order?.Dispose();
    }

    private ReadOnlySpan<double> SortNegatives()
    {
        Sort(_negatives, _negativeIndex, _n);
        _sums[0] = 0;
        for (int r = 0; r < _n; r++)
        {
            _sums[r + 1] = _sums[r] + _negatives[r];
        }

        return _negatives.AsSpan(0, _n);
    }

    private void Sort(double[] keys, int[] indices, int count)
    {
        if (_order is not null)
        {
            _order.Sort(keys, indices, count);
        }
        else
        {
            Array.Sort(keys, indices, 0, count);
        }
    }

    private (int First, int End) Choose(ReadOnlySpan<double> negatives, double distance, GapRange range)
    {
        (int first, int end) = range.Of(negatives, distance);
        RecordChosen(distance, first, end);
        return (first, end);
    }

    private void RecordChosen(double distance, int first, int end)
    {
        _chosen = (_chosen ?? 0) + end - first;
        PositiveSum += (end - first) * distance;
        NegativeSum += _sums[end] - _sums[first];
    }

    /// <summary>Counts those of the ranks [first, end) that are hard and semi-hard.</summary>
    private void Count(ReadOnlySpan<double> negatives, double distance, double margin, int first, int end)
    {
        int active = GapRange.CountBelow(negatives[first..end], distance, margin);
        int hard = GapRange.CountAtMost(negatives[first..end], distance, 0);
        Hard += hard;
        SemiHard += Math.Max(0, active - hard);
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
