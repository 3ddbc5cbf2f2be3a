namespace DeepMetric.Losses.Kernels;

/// <summary>Sums and counts per anchor, each written by the thread that computes the anchor's row.</summary>
internal sealed class AnchorTally(int anchors)
{
    public readonly double[] Sum = new double[anchors];
    public readonly long[] Valid = new long[anchors];
    public readonly long[] Active = new long[anchors];
    public readonly long[] ActiveAboveEpsilon = new long[anchors];
    public readonly double[] DistanceSum = new double[anchors];
    public readonly long[] DistanceCount = new long[anchors];

    /// <summary>The mean of the distances counted; null when there is none.</summary>
    public double? MeanDistance => DistanceCount.Sum() is var count && count == 0 ? null : DistanceSum.Sum() / count;
}
