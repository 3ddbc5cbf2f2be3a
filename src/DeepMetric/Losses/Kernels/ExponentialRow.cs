using System.Buffers;
using System.Runtime.Intrinsics;

namespace DeepMetric.Losses.Kernels;

/// <summary>Computes an anchor's terms from its row of similarities and leaves their gradient in its place, in vectors of floats. Reused from anchor to anchor; dispose to give its memory back.</summary>
internal sealed unsafe class ExponentialRow : IDisposable
{
    private static readonly int s_lanes = Vector512<float>.Count;
    private readonly float[] _exponents;
    private readonly float[] _positives;
    private readonly int[] _places;
    private readonly double[] _slopes;

    /// <summary>Makes room for a row.</summary>
    /// <param name="others">Its length.</param>
    public ExponentialRow(int others)
    {
        _exponents = ArrayPool<float>.Shared.Rent(others);
        _positives = ArrayPool<float>.Shared.Rent(others);
        _places = ArrayPool<int>.Shared.Rent(others);
        _slopes = ArrayPool<double>.Shared.Rent(others);
    }

    public RowTerms Terms { get; private set; }

    /// <summary>The pairs that took part, and the sum of their similarities.</summary>
    public (long Count, double Sum) Positive { get; private set; }

    /// <inheritdoc cref="Positive"/>
    public (long Count, double Sum) Negative { get; private set; }

    /// <summary>Computes them.</summary>
    /// <param name="row">Similarities, <c>[m]</c>; the gradient of the sum of the terms afterwards.</param>
    /// <param name="count">m.</param>
    /// <param name="classes">Who is positive and who takes no part.</param>
    /// <param name="anchor">The row's anchor.</param>
    /// <param name="form">The loss.</param>
    /// <param name="tolerance">How much harder than a pair of the other side pairs may be left out at (<see cref="Miners.MultiSimilarityMiner"/>); null to take all.</param>
    public void Compute(float* row, int count, RowClasses classes, int anchor, RowForm form, double? tolerance)
    {
        NegativeExponents negatives = form.Negatives;
        fixed (float* exponents = _exponents)
        {
            double total = Exponents(row, exponents, count, negatives, classes, anchor);
            int positives = GatherPositives(row, classes, anchor);
            Negative = (classes.NegativesOf(anchor), total);
            if (tolerance is double epsilon)
            {
                positives = Select(row, exponents, count, positives, epsilon);
            }

            double positiveSum = 0;
            for (int p = 0; p < positives; p++)
            {
                positiveSum += _positives[p];
            }

            Positive = (positives, positiveSum);
            (float largest, double sum) = Exponentials(exponents, count);
            Terms = form.Compute(_positives.AsSpan(0, positives), sum > 0 ? largest + Math.Log(sum) : double.NegativeInfinity, _slopes);
            Gradient(row, exponents, count, negatives, sum > 0 ? Terms.NegativeSlope / sum : 0);
            for (int p = 0; p < positives; p++)
            {
                row[_places[p]] = (float)_slopes[p];
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_exponents);
        ArrayPool<float>.Shared.Return(_positives);
        ArrayPool<int>.Shared.Return(_places);
        ArrayPool<double>.Shared.Return(_slopes);
    }

    private static Vector512<float> Weights(Vector512<float> similarities, NegativeExponents form) =>
        Vector512.Max(Vector512<float>.Zero, Vector512.FusedMultiplyAdd(similarities, Vector512.Create((float)form.Slope), Vector512.Create((float)form.Constant))) * (float)form.Scale;

    private static float Weight(float similarity, NegativeExponents form) => Math.Max(0, (similarity * (float)form.Slope) + (float)form.Constant) * (float)form.Scale;

    /// <summary>Fills in the negatives' exponents, and −∞ for everything else.</summary>
    /// <returns>The sum of the negatives' similarities.</returns>
    private static double Exponents(float* row, float* exponents, int count, NegativeExponents form, RowClasses classes, int anchor)
    {
        Vector512<double> low = default, high = default;
        var center = Vector512.Create((float)form.Center);
        int j = 0;
        for (; j + s_lanes <= count; j += s_lanes)
        {
            Vector512<float> similarities = Vector512.Load(row + j);
            (Vector512<double> first, Vector512<double> second) = Vector512.Widen(similarities);
            low += first;
            high += second;
            (Weights(similarities, form) * (similarities - center)).Store(exponents + j);
        }

        double total = Vector512.Sum(low + high);
        for (; j < count; j++)
        {
            total += row[j];
            exponents[j] = Weight(row[j], form) * (row[j] - (float)form.Center);
        }

        foreach (int place in classes.IgnoredItems)
        {
            total -= row[place];
            exponents[place] = float.NegativeInfinity;
        }

        foreach (int place in classes.MembersOf(anchor))
        {
            total -= row[place];
            exponents[place] = float.NegativeInfinity;
        }

        return double.IsFinite(total) ? total : SumOfNegatives(row, exponents, count);
    }

    /// <summary>One by one, where something that takes no part is infinite.</summary>
    private static double SumOfNegatives(float* row, float* exponents, int count)
    {
        double sum = 0;
        for (int j = 0; j < count; j++)
        {
            sum += float.IsNegativeInfinity(exponents[j]) ? 0 : row[j];
        }

        return sum;
    }

    private int GatherPositives(float* row, RowClasses classes, int anchor)
    {
        int self = classes.SelfOf(anchor);
        int positives = 0;
        foreach (int place in classes.MembersOf(anchor))
        {
            if (place != self)
            {
                _positives[positives] = row[place];
                _places[positives++] = place;
            }
        }

        return positives;
    }

    /// <summary>Leaves the pairs that are harder than the hardest of the other side, or nearly so.</summary>
    private int Select(float* row, float* exponents, int count, int positives, double tolerance)
    {
        float nearestNegative = float.NegativeInfinity;
        for (int j = 0; j < count; j++)
        {
            nearestNegative = exponents[j] > float.NegativeInfinity ? Math.Max(nearestNegative, row[j]) : nearestNegative;
        }

        float farthestPositive = float.PositiveInfinity;
        int kept = 0;
        for (int p = 0; p < positives; p++)
        {
            farthestPositive = Math.Min(farthestPositive, _positives[p]);
            if (_positives[p] - tolerance < nearestNegative)
            {
                (_positives[kept], _places[kept]) = (_positives[p], _places[p]);
                kept++;
            }
        }

        (long taken, double sum) = (0, 0);
        for (int j = 0; j < count; j++)
        {
            if (exponents[j] > float.NegativeInfinity)
            {
                if (row[j] + tolerance > farthestPositive)
                {
                    taken++;
                    sum += row[j];
                }
                else
                {
                    exponents[j] = float.NegativeInfinity;
                }
            }
        }

        Negative = (taken, sum);
        return kept;
    }

    /// <summary>Replaces exponents by exp(e − largest).</summary>
    private static (float Largest, double Sum) Exponentials(float* exponents, int count)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        int j = 0;
        for (; j + s_lanes <= count; j += s_lanes)
        {
            largest = Vector512.Max(largest, Vector512.Load(exponents + j));
        }

        float most = float.NegativeInfinity;
        for (int lane = 0; lane < s_lanes; lane++)
        {
            most = Math.Max(most, largest[lane]);
        }

        for (; j < count; j++)
        {
            most = Math.Max(most, exponents[j]);
        }

        if (float.IsNegativeInfinity(most))
        {
            new Span<float>(exponents, count).Clear();
            return (most, 0);
        }

        Vector512<float> sums = default;
        var shift = Vector512.Create(most);
        for (j = 0; j + s_lanes <= count; j += s_lanes)
        {
            Vector512<float> share = Vector512.Exp(Vector512.Load(exponents + j) - shift);
            share.Store(exponents + j);
            sums += share;
        }

        (Vector512<double> first, Vector512<double> second) = Vector512.Widen(sums);
        double sum = Vector512.Sum(first + second);
        for (; j < count; j++)
        {
            exponents[j] = MathF.Exp(exponents[j] - most);
            sum += exponents[j];
        }

        return (most, sum);
    }

    private static void Gradient(float* row, float* shares, int count, NegativeExponents form, double factor)
    {
        var scale = Vector512.Create((float)factor);
        int j = 0;
        for (; j + s_lanes <= count; j += s_lanes)
        {
            (Weights(Vector512.Load(row + j), form) * Vector512.Load(shares + j) * scale).Store(row + j);
        }

        for (; j < count; j++)
        {
            row[j] = Weight(row[j], form) * shares[j] * (float)factor;
        }
    }
}
