using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace DeepMetric.Losses.Kernels;

/// <summary>The hinge triplets of an anchor of few positives, over a row of floats: each positive looks at all negatives at once, in vectors. Reused from anchor to anchor; dispose to give its memory back.</summary>
/// <remarks>Counts are those of the gaps in double: a bound on the gap is turned into the bound on the negative's float that decides in the very same way.</remarks>
internal sealed unsafe class ScannedRow : IDisposable
{
    /// <summary>From this number of positives on it is faster to sort the negatives.</summary>
    public const int FewPositives = 24;

    private static readonly int s_lanes = Vector512<float>.Count;
    private readonly float[] _keys;
    private readonly int _length;

    /// <summary>Makes room for a row.</summary>
    /// <param name="others">Its length.</param>
    public ScannedRow(int others)
    {
        _length = (others + s_lanes - 1) / s_lanes * s_lanes;
        _keys = ArrayPool<float>.Shared.Rent(_length);
    }

    public double Sum { get; private set; }

    /// <summary>Triplets.</summary>
    public long Valid { get; private set; }

    public long Active { get; private set; }

    public long ActiveAboveEpsilon { get; private set; }

    public long Hard { get; private set; }

    public long SemiHard { get; private set; }

    /// <summary>The sum of the positives' entries.</summary>
    public double PositiveSum { get; private set; }

    /// <summary>The sum of the negatives' entries.</summary>
    public double NegativeSum { get; private set; }

    /// <summary>Computes the row's triplets.</summary>
    /// <param name="row">The row, <c>[m]</c>.</param>
    /// <param name="count">m.</param>
    /// <param name="sign">-1 where larger is closer, else 1.</param>
    /// <param name="classes">Who is positive and who takes no part.</param>
    /// <param name="anchor">The row's anchor.</param>
    /// <param name="margin">The margin.</param>
    /// <param name="weights">The gradient, <c>[m]</c>, filled.</param>
    /// <returns>False where an entry is not finite: such a row is for <see cref="AnchorRow"/>.</returns>
    public bool TryCompute(float* row, int count, float sign, RowClasses classes, int anchor, double margin, float* weights)
    {
        int self = classes.SelfOf(anchor);
        NegativeSum = Begin(row, count, sign, classes, anchor, weights);
        if (!double.IsFinite(NegativeSum))
        {
            return false;
        }

        foreach (int positive in classes.MembersOf(anchor))
        {
            if (positive != self)
            {
                PositiveSum += row[positive];
                Scan(sign * row[positive], count, margin, sign, weights, positive);
            }
        }

        return true;
    }

    /// <summary>Computes the one triplet of the farthest positive and the nearest negative, of equal distances the first; none where one is missing.</summary>
    /// <inheritdoc cref="TryCompute"/>
    public bool TryComputeHardest(float* row, int count, float sign, RowClasses classes, int anchor, double margin, float* weights)
    {
        if (!double.IsFinite(Begin(row, count, sign, classes, anchor, weights)))
        {
            return false;
        }

        NegativeSum = 0;
        (int positives, int negatives) = (classes.PositivesOf(anchor), classes.NegativesOf(anchor));
        Valid = positives > 0 && negatives > 0 ? 1 : 0;
        if (Valid == 0)
        {
            return true;
        }

        int self = classes.SelfOf(anchor);
        int positive = -1;
        foreach (int item in classes.MembersOf(anchor))
        {
            if (item != self && (positive < 0 || sign * row[item] > sign * row[positive]))
            {
                positive = item;
            }
        }

        int negative = FirstNearest(count);
        (double near, double far) = (sign * row[positive], _keys[negative]);
        (PositiveSum, NegativeSum) = (row[positive], row[negative]);
        double gap = far - near;
        Hard = gap <= 0 ? 1 : 0;
        if (gap < margin)
        {
            Sum = near + margin - far;
            Active = 1;
            ActiveAboveEpsilon = gap < margin - LossTelemetry.Epsilon ? 1 : 0;
            SemiHard = 1 - Hard;
            (weights[positive], weights[negative]) = (sign, -sign);
        }
        else
        {
            // A margin below 0 leaves hard triplets without a loss.
            SemiHard = 0;
        }

        return true;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_keys);

    /// <summary>The smallest float whose gap to the distance is not below so much (or not at most so much): a float is below it exactly where its gap is.</summary>
    private static float Bound(float distance, double gap, bool atMost)
    {
        bool Inside(float candidate) => atMost ? (double)candidate - distance <= gap : (double)candidate - distance < gap;
        float bound = (float)(distance + gap);
        while (Inside(bound))
        {
            bound = MathF.BitIncrement(bound);
        }

        while (!Inside(MathF.BitDecrement(bound)))
        {
            bound = MathF.BitDecrement(bound);
        }

        return bound;
    }

    /// <summary>Forgets the previous anchor, and takes a row in: as distances, without what is no negative.</summary>
    /// <returns>The sum of the negatives' entries.</returns>
    private double Begin(float* row, int count, float sign, RowClasses classes, int anchor, float* weights)
    {
        (Sum, Active, ActiveAboveEpsilon, Hard, SemiHard, PositiveSum) = (0, 0, 0, 0, 0, 0);
        Valid = (long)classes.PositivesOf(anchor) * classes.NegativesOf(anchor);
        double total = Load(row, count, sign);
        foreach (int item in classes.IgnoredItems)
        {
            total -= row[item];
            _keys[item] = float.PositiveInfinity;
        }

        foreach (int item in classes.MembersOf(anchor))
        {
            total -= row[item];
            _keys[item] = float.PositiveInfinity;
        }

        new Span<float>(weights, count).Clear();
        return total;
    }

    private int FirstNearest(int count)
    {
        fixed (float* keys = _keys)
        {
            Vector512<float> least = Vector512.Create(float.PositiveInfinity);
            for (int j = 0; j < _length; j += s_lanes)
            {
                least = Vector512.Min(least, Vector512.Load(keys + j));
            }

            float nearest = float.PositiveInfinity;
            for (int lane = 0; lane < s_lanes; lane++)
            {
                nearest = Math.Min(nearest, least[lane]);
            }

            return new ReadOnlySpan<float>(keys, count).IndexOf(nearest);
        }
    }

    /// <summary>Copies the row as distances; entries behind its end are never near.</summary>
    private double Load(float* row, int count, float sign)
    {
        fixed (float* keys = _keys)
        {
            Vector512<double> low = default, high = default;
            int j = 0;
            for (; j + s_lanes <= count; j += s_lanes)
            {
                Vector512<float> entries = Vector512.Load(row + j);
                (entries * sign).Store(keys + j);
                (Vector512<double> first, Vector512<double> second) = Vector512.Widen(entries);
                low += first;
                high += second;
            }

            double total = Vector512.Sum(low + high);
            for (; j < count; j++)
            {
                keys[j] = sign * row[j];
                total += row[j];
            }

            for (; j < _length; j++)
            {
                keys[j] = float.PositiveInfinity;
            }

            return total;
        }
    }

    private void Scan(float distance, int count, double margin, float sign, float* weights, int positive)
    {
        var near = Vector512.Create(Bound(distance, margin, atMost: false));
        var hard = Vector512.Create(Bound(distance, 0, atMost: true));
        Vector512<float> either = Vector512.Max(near, hard);
        var above = Vector512.Create(Bound(distance, margin - LossTelemetry.Epsilon, atMost: false));
        var pushes = Vector512.Create(-sign);
        Vector512<double> low = default, high = default;
        long active = 0, hardCount = 0, aboveCount = 0;
        fixed (float* keys = _keys)
        {
            int j = 0;
            for (; j + s_lanes <= count; j += s_lanes)
            {
                Vector512<float> entries = Vector512.Load(keys + j);
                Vector512<float> inside = Vector512.LessThan(entries, near);
                if (Vector512.LessThan(entries, either).ExtractMostSignificantBits() == 0)
                {
                    continue;
                }

                active += BitOperations.PopCount(inside.ExtractMostSignificantBits());
                hardCount += BitOperations.PopCount(Vector512.LessThan(entries, hard).ExtractMostSignificantBits());
                aboveCount += BitOperations.PopCount(Vector512.LessThan(entries, above).ExtractMostSignificantBits());
                (Vector512<double> first, Vector512<double> second) = Vector512.Widen(entries & inside);
                low += first;
                high += second;
                (Vector512.Load(weights + j) + (pushes & inside)).Store(weights + j);
            }

            double sum = Vector512.Sum(low + high);
            for (; j < count; j++)
            {
                hardCount += keys[j] < hard[0] ? 1 : 0;
                if (keys[j] < near[0])
                {
                    active++;
                    aboveCount += keys[j] < above[0] ? 1 : 0;
                    sum += keys[j];
                    weights[j] -= sign;
                }
            }

            Sum += (active * (distance + margin)) - sum;
        }

        Active += active;
        ActiveAboveEpsilon += aboveCount;
        Hard += hardCount;
        SemiHard += Math.Max(0, active - hardCount);
        weights[positive] = sign * active;
    }
}
