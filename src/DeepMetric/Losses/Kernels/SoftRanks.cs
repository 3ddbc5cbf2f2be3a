using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>How many items stand before each ranked one in its anchor's row, every comparison a sigmoid of the difference.</summary>
/// <param name="Ranked">Which entries are ranked ones, bool <c>[rows, k]</c>; rows with fewer than k are filled up.</param>
/// <param name="PositivesBefore">Σ σ((s_j − s_i) / τ) over the other ranked ones and positives j, <c>[rows, k]</c>.</param>
/// <param name="NegativesBefore">The same over the negatives.</param>
internal sealed record SoftRanks(Tensor Ranked, Tensor PositivesBefore, Tensor NegativesBefore)
{
    // The differences, their sigmoids and the gradients of both.
    private const long MatricesPerRanked = 2;

    /// <summary>Compares every ranked item of a row with every other item of it: three positions, so memory is rows · k · m.</summary>
    /// <param name="similarities">s, <c>[rows, m]</c>, differentiable; larger is closer.</param>
    /// <param name="positive">The positives and the ranked ones, bool <c>[rows, m]</c>; all of them are ranked.</param>
    /// <param name="negative">The negatives, bool <c>[rows, m]</c>.</param>
    /// <param name="temperature">τ.</param>
    public static SoftRanks Of(Tensor similarities, Tensor positive, Tensor negative, double temperature)
    {
        int most = MostIn(positive);
        (Tensor chosen, Tensor places) = positive.to(similarities.dtype).topk(most, 1);
        Tensor ranked = chosen > Scalars.Of(0);
        Tensor own = similarities.gather(1, places);
        Tensor before = similarities.unsqueeze(1).Minus(own.unsqueeze(2)).DividedBy(temperature).sigmoid();
        Tensor sums = before.bmm(stack([positive, negative], 2).to(similarities.dtype));

        // An item stands half before itself.
        return new SoftRanks(ranked, sums.select(2, 0).Minus(0.5), sums.select(2, 1));
    }

    /// <summary>The mean of a value over the ranked items of each row, <c>[rows]</c>; 0 for a row without any.</summary>
    public Tensor Mean(Tensor values) => MaskedRows.Mean(values, Ranked);

    /// <summary>What <see cref="Of"/> holds per entry of the distance matrix.</summary>
    public static long EntriesPerPair(Tensor positive) => MatricesPerRanked * MostIn(positive);

    private static int MostIn(Tensor mask) => mask.numel() == 0 ? 0 : (int)mask.sum(1).max().item<long>();
}
