using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>What the terms of one anchor, or of all, add up to.</summary>
internal struct AnchorCounts
{
    public double Sum;
    public long Valid;
    public long Active;
    public long ActiveAboveEpsilon;
    public long Hard;
    public long SemiHard;
    public double DistanceSum;
    public long DistanceCount;

    /// <summary>The mean of the distances counted; null when there is none.</summary>
    public readonly double? MeanDistance => DistanceCount == 0 ? null : DistanceSum / DistanceCount;
}

/// <summary>Sums and counts per anchor, each written by the thread that computes the anchor's row. Its memory is used again from step to step; dispose to give it back.</summary>
internal sealed class AnchorTally : IDisposable
{
    private readonly int _anchors;
    private AnchorCounts[] _counts;

    /// <summary>Starts from 0 everywhere.</summary>
    public AnchorTally(int anchors)
    {
        _anchors = anchors;
        _counts = ArrayPool<AnchorCounts>.Shared.Rent(anchors);
        Clear();
    }

    /// <summary>What an anchor adds up to.</summary>
    public ref AnchorCounts this[int anchor] => ref _counts[anchor];

    /// <summary>Goes back to 0 everywhere.</summary>
    public void Clear() => Array.Clear(_counts, 0, _anchors);

    /// <summary>All anchors together, in their order.</summary>
    public AnchorCounts Total()
    {
        AnchorCounts total = default;
        foreach (ref readonly AnchorCounts counts in _counts.AsSpan(0, _anchors))
        {
            total.Sum += counts.Sum;
            total.Valid += counts.Valid;
            total.Active += counts.Active;
            total.ActiveAboveEpsilon += counts.ActiveAboveEpsilon;
            total.Hard += counts.Hard;
            total.SemiHard += counts.SemiHard;
            total.DistanceSum += counts.DistanceSum;
            total.DistanceCount += counts.DistanceCount;
        }

        return total;
    }

    /// <summary>The sums, <c>[n]</c>, with those of another tally added where one is given.</summary>
    public unsafe Tensor Sums(ScalarType type, Device device, AnchorTally? other = null)
    {
        using Tensor sums = empty(_anchors, ScalarType.Float64);
        double* to = DenseMemory.Pointer<double>(sums);
        for (int i = 0; i < _anchors; i++)
        {
            to[i] = _counts[i].Sum + (other is null ? 0 : other[i].Sum);
        }

        return sums.to(type, device, copy: true);
    }

    /// <summary>Terms above 0 and terms, per anchor, with those of another tally added where one is given: fresh arrays, which results keep.</summary>
    public (long[] Active, long[] Valid) Terms(AnchorTally? other = null)
    {
        (long[] active, long[] valid) = (new long[_anchors], new long[_anchors]);
        for (int i = 0; i < _anchors; i++)
        {
            active[i] = _counts[i].Active + (other is null ? 0 : other[i].Active);
            valid[i] = _counts[i].Valid + (other is null ? 0 : other[i].Valid);
        }

        return (active, valid);
    }

    public void Dispose()
    {
        ArrayPool<AnchorCounts>.Shared.Return(_counts);
        _counts = [];
    }
}
