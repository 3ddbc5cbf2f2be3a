using System.Numerics;

namespace DeepMetric.Evaluation.Verification;

/// <summary>The keys of the positive pairs in order, each different one once, and where another key stands among them.</summary>
/// <remarks>A table of evenly spaced keys leads to the few that are near the one sought, which a binary search then places exactly.</remarks>
internal sealed class RankedPositives
{
    private const int LargestGuide = 1 << 20;

    private readonly double[] _values;
    private readonly int[]? _upTo;
    private readonly int[] _guide;
    private readonly double _origin;
    private readonly double _scale;

    /// <param name="keys">The keys, none of them NaN; sorted and overwritten.</param>
    public RankedPositives(double[] keys)
    {
        Array.Sort(keys);
        Count = keys.Length;
        (DistinctCount, _upTo) = Compact(keys);
        _values = keys;
        int finite = DistinctCount;
        while (finite > 0 && double.IsPositiveInfinity(_values[finite - 1]))
        {
            finite--;
        }

        int cells = Math.Min(LargestGuide, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, DistinctCount)));
        if (finite > 0)
        {
            double scale = cells / (_values[finite - 1] - _values[0]);
            (_origin, _scale) = (_values[0], double.IsFinite(scale) ? scale : 0);
        }

        _guide = new int[cells + 1];
        _guide[cells] = DistinctCount;
        for (int cell = 0, at = 0; cell < cells; cell++)
        {
            while (at < DistinctCount && CellOf(_values[at]) < cell)
            {
                at++;
            }

            _guide[cell] = at;
        }
    }

    /// <summary>How many keys there are.</summary>
    public int Count { get; }

    /// <summary>How many of them differ.</summary>
    public int DistinctCount { get; }

    /// <summary>A key, of the different ones in ascending order.</summary>
    public double this[int at] => _values[at];

    /// <summary>How many keys are at most this one.</summary>
    public int UpTo(int at) => _upTo is null ? at + 1 : _upTo[at];

    /// <summary>The first of the different keys that isn't below the one sought; their number where all are.</summary>
    public int LowerBound(double key)
    {
        int cell = CellOf(key);
        int from = _guide[cell];
        int end = _guide[cell + 1];
        while (from < end)
        {
            int middle = (from + end) >> 1;
            if (_values[middle] < key)
            {
                from = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return from;
    }

    private static (int Distinct, int[]? UpTo) Compact(double[] keys)
    {
        int distinct = 0;
        int[]? upTo = null;
        for (int i = 0; i < keys.Length; i++)
        {
            if (distinct > 0 && keys[i] == keys[distinct - 1])
            {
                // As long as no key repeats, its place tells how many there are.
                upTo ??= [.. Enumerable.Range(1, distinct), .. new int[keys.Length - distinct]];
                upTo[distinct - 1] = i + 1;
                continue;
            }

            keys[distinct] = keys[i];
            if (upTo is not null)
            {
                upTo[distinct] = i + 1;
            }

            distinct++;
        }

        return (distinct, upTo);
    }

    /// <summary>The cell of a key. It never falls as keys rise, so that a smaller key is in the same cell or one before.</summary>
    private int CellOf(double key)
    {
        double cell = (key - _origin) * _scale;

        // Infinity times 0, where there is only one cell in use, is no number.
        return cell > 0 ? (int)Math.Min(cell, _guide.Length - 2) : 0;
    }
}
