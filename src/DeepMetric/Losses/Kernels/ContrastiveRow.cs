using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace DeepMetric.Losses.Kernels;

/// <summary>The negative pairs of an anchor in a row of floats, in vectors. Reused from anchor to anchor; dispose to give its memory back.</summary>
internal sealed unsafe class ContrastiveRow : IDisposable
{
    private static readonly int s_lanes = Vector512<float>.Count;
    private readonly float[] _entries;

    /// <summary>Makes room for a row.</summary>
    /// <param name="others">Its length.</param>
    public ContrastiveRow(int others) => _entries = ArrayPool<float>.Shared.Rent(others);

    /// <summary>Terms.</summary>
    public long Valid { get; private set; }

    /// <summary>Terms above 0.</summary>
    public long Active { get; private set; }

    public long ActiveAboveEpsilon { get; private set; }

    /// <summary>The sum of the terms.</summary>
    public double Sum { get; private set; }

    /// <summary>The sum of the entries of the pairs.</summary>
    public double DistanceSum { get; private set; }

    /// <summary>Computes the terms.</summary>
    /// <param name="row">The row, <c>[m]</c>.</param>
    /// <param name="from">The first entry that counts.</param>
    /// <param name="count">m.</param>
    /// <param name="sign">-1 where larger is closer, else 1.</param>
    /// <param name="members">Entries that are no negative pair, as they are of the anchor's class.</param>
    /// <param name="ignored">Entries that are no pair.</param>
    /// <param name="options">Margin and form.</param>
    /// <param name="weight">What terms are multiplied by, above 0.</param>
    /// <param name="weights">The gradient, <c>[m]</c>; what counts is filled.</param>
    /// <returns>False where an entry is not finite: such a row is for arithmetic in double.</returns>
    public bool TryCompute(float* row, int from, int count, float sign, ReadOnlySpan<int> members, ReadOnlySpan<int> ignored, ContrastiveLossOptions options, double weight, float* weights)
    {
        fixed (float* entries = _entries)
        {
            new ReadOnlySpan<float>(row + from, count - from).CopyTo(new Span<float>(entries + from, count - from));
            (long Count, double Sum) excluded = Exclude(row, from, sign, members);
            (long Count, double Sum) unknown = Exclude(row, from, sign, ignored);
            Valid = count - from - excluded.Count - unknown.Count;
            (Active, ActiveAboveEpsilon, Sum) = (0, 0, 0);
            Vector512<double> low = default, high = default, lossLow = default, lossHigh = default;

            // The margin in two floats, so that a pair within it by less than a float's step is within it here too.
            var margin = Vector512.Create((float)options.NegativeMargin);
            var remainder = Vector512.Create((float)(options.NegativeMargin - (float)options.NegativeMargin));
            var factor = Vector512.Create((float)weight);
            var slope = Vector512.Create(-sign * (float)weight * (options.Squared ? 2 : 1));
            var epsilon = Vector512.Create((float)LossTelemetry.Epsilon);
            int j = from;
            for (; j + s_lanes <= count; j += s_lanes)
            {
                (Vector512<double> first, Vector512<double> second) = Vector512.Widen(Vector512.Load(row + j));
                low += first;
                high += second;
                Vector512<float> excess = (margin - Vector512.Load(entries + j) + remainder) * sign;
                Vector512<float> active = Vector512.GreaterThan(excess, Vector512<float>.Zero);
                ulong mask = active.ExtractMostSignificantBits();
                if (mask == 0)
                {
                    Vector512<float>.Zero.Store(weights + j);
                    continue;
                }

                excess &= active;
                Vector512<float> loss = factor * (options.Squared ? excess * excess : excess);
                Active += BitOperations.PopCount(Vector512.GreaterThan(loss, Vector512<float>.Zero).ExtractMostSignificantBits());
                ActiveAboveEpsilon += BitOperations.PopCount(Vector512.GreaterThan(loss, epsilon).ExtractMostSignificantBits());
                (first, second) = Vector512.Widen(loss);
                lossLow += first;
                lossHigh += second;
                ((options.Squared ? excess * slope : slope) & active).Store(weights + j);
            }

            Sum = Vector512.Sum(lossLow + lossHigh);
            double total = Vector512.Sum(low + high);
            for (; j < count; j++)
            {
                total += row[j];
                float excess = sign * (margin[0] - entries[j] + remainder[0]);
                weights[j] = 0;
                if (excess > 0)
                {
                    float loss = factor[0] * (options.Squared ? excess * excess : excess);
                    Active += loss > 0 ? 1 : 0;
                    ActiveAboveEpsilon += loss > epsilon[0] ? 1 : 0;
                    Sum += loss;
                    weights[j] = options.Squared ? excess * slope[0] : slope[0];
                }
            }

            DistanceSum = total - (excluded.Sum + unknown.Sum);
            return double.IsFinite(total);
        }
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_entries);

    /// <summary>Puts entries so far away that they are in no term.</summary>
    private (long Count, double Sum) Exclude(float* row, int from, float sign, ReadOnlySpan<int> places)
    {
        (long count, double sum) = (0, 0);
        foreach (int place in places)
        {
            if (place >= from)
            {
                _entries[place] = sign * float.PositiveInfinity;
                sum += row[place];
                count++;
            }
        }

        return (count, sum);
    }
}
