namespace DeepMetric.Evaluation.Verification;

/// <summary>The negative pairs at one of the positive keys, side by side in memory.</summary>
internal struct NegativeCell
{
    /// <summary>The smallest key of those before this positive key and behind the one before it.</summary>
    public double Nearest;

    /// <summary>How many there are of those.</summary>
    public uint Between;

    /// <summary>How many are exactly at this positive key.</summary>
    public uint Tied;
}
