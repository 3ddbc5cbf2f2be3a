namespace DeepMetric.Miners;

/// <summary>Which pair of a side a <see cref="BatchEasyHardMiner"/> takes for an anchor.</summary>
public enum MiningStrategy
{
    /// <summary>The farthest positive, or the nearest negative.</summary>
    Hard,

    /// <summary>The hardest that is still on the right side of what the other side's strategy took: the farthest positive nearer than the negative, or the nearest negative
    /// farther than the positive.</summary>
    SemiHard,

    /// <summary>The nearest positive, or the farthest negative.</summary>
    Easy,

    /// <summary>All pairs of the side.</summary>
    All,
}
