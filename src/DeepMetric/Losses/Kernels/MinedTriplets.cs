using DeepMetric.Miners;

namespace DeepMetric.Losses.Kernels;

/// <summary>The triplets of a miner, as a rule that an anchor's row can apply.</summary>
/// <param name="Hardest">Whether the farthest positive and the nearest negative alone are meant.</param>
/// <param name="Range">Else the gaps that are meant.</param>
internal sealed record MinedTriplets(bool Hardest, GapRange Range)
{
    /// <summary>The rule of a miner; null where it has none.</summary>
    public static MinedTriplets? Of(Miner miner) => miner switch
    {
        { TuplesPerAnchor: not null } => null,
        TripletMarginMiner byMargin => new(false, byMargin.Range),
        BatchHardMiner => new(true, GapRange.Everything),
        _ => null,
    };
}
