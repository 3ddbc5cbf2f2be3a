namespace DeepMetric.Miners;

/// <summary>Triplets by how far the negative is beyond the positive: the gap d_an − d_ap.</summary>
public enum TripletKind
{
    /// <summary>All that violate the margin: gap ≤ m.</summary>
    All,

    /// <summary>The negative is no farther than the positive: gap ≤ 0, and gap ≤ m.</summary>
    Hard,

    /// <summary>The negative is farther, and within the margin: 0 &lt; gap ≤ m.</summary>
    SemiHard,

    /// <summary>The negative is beyond the margin: gap &gt; m.</summary>
    Easy,
}
