using MathNet.Numerics;

namespace DeepMetric.Lab.Statistics;

/// <summary>Friedman's rank test: do several arms differ over blocks such as data sets or seeds, whatever the scale of each block?</summary>
/// <remarks>
/// <para>
/// In each of N blocks the k arms are ranked, the best 1, ties sharing their mean rank. χ² = (12 / (N k (k+1)) Σ_j R_j² - 3 N (k+1)) / (1 - Σ (t³ - t) / (N k (k² - 1))), R_j
/// the sums of ranks and t the sizes of ties, has about a χ² distribution with k - 1 degrees of freedom; it is conservative, and F = (N-1) χ² / (N (k-1) - χ²) with k - 1
/// and (k-1)(N-1) degrees of freedom is better.
/// </para>
/// <para>
/// Paper: Friedman, Journal of the American Statistical Association 1937; Iman and Davenport, Communications in Statistics 1980; Demšar, "Statistical comparisons of classifiers
/// over multiple data sets", JMLR 2006.
/// </para>
/// </remarks>
public sealed record FriedmanTest
{
    /// <summary>Fewer arms have tests of pairs.</summary>
    public const int FewestArms = 3;

    /// <summary>Fewer blocks have no variance.</summary>
    public const int FewestBlocks = 2;

    /// <summary>How many arms.</summary>
    public required int Arms { get; init; }

    /// <summary>How many blocks.</summary>
    public required int Blocks { get; init; }

    /// <summary>The mean rank of each arm, from 1 for one that is always the best.</summary>
    public required IReadOnlyList<double> AverageRanks { get; init; }

    /// <summary>Friedman's statistic, corrected for ties; null where all arms tie in every block.</summary>
    public double? ChiSquare { get; init; }

    /// <summary>The p-value of <see cref="ChiSquare"/>; 1 where all arms tie in every block.</summary>
    public required double ChiSquareP { get; init; }

    /// <summary>Iman and Davenport's statistic; null where all arms tie in every block or all blocks agree completely.</summary>
    public double? F { get; init; }

    /// <summary>The p-value of <see cref="F"/>; 0 where all blocks agree completely, 1 where all arms tie in every block.</summary>
    public required double P { get; init; }

    /// <summary>Tests scores.</summary>
    /// <param name="blocks">For each block the score of each arm, all finite, in the same order of arms.</param>
    /// <param name="higherIsBetter">Whether the highest score has rank 1.</param>
    /// <exception cref="ArgumentException">There are too few blocks or arms, blocks differ in length, or a score is not finite.</exception>
    public static FriedmanTest Of(IReadOnlyList<IReadOnlyList<double>> blocks, bool higherIsBetter = true)
    {
        Check(blocks);
        int arms = blocks[0].Count;
        double[] sums = new double[arms];
        double ties = 0;
        foreach (IReadOnlyList<double> block in blocks)
        {
            double[] ranks = Ranking.Of(higherIsBetter ? [.. block.Select(score => -score)] : block);
            ties += block.GroupBy(score => score).Sum(tied => Math.Pow(tied.Count(), 3) - tied.Count());
            for (int arm = 0; arm < arms; arm++)
            {
                sums[arm] += ranks[arm];
            }
        }

        double n = blocks.Count;
        double k = arms;
        double untied = (n * k * ((k * k) - 1)) - ties;
        double? chiSquare = untied <= 0 ? null : 12 * (k - 1) * sums.Sum(sum => Math.Pow(sum - (n * (k + 1) / 2), 2)) / untied;
        double rest = (n * (k - 1)) - (chiSquare ?? 0);
        bool agree = rest <= 1e-12 * n * k;
        double? f = chiSquare is null || agree ? null : (n - 1) * chiSquare / rest;
        return new FriedmanTest
        {
            Arms = arms,
            Blocks = blocks.Count,
            AverageRanks = [.. sums.Select(sum => sum / n)],
            ChiSquare = chiSquare,
            ChiSquareP = chiSquare is > 0 ? SpecialFunctions.GammaUpperRegularized((k - 1) / 2, chiSquare.Value / 2) : 1,
            F = f,
            P = f is null ? (agree ? 0 : 1) : UpperTailOfF(f.Value, k - 1, (k - 1) * (n - 1)),
        };
    }

    /// <summary>I_x(v₂/2, v₁/2) with x = v₂ / (v₂ + v₁ f).</summary>
    private static double UpperTailOfF(double f, double first, double second) => SpecialFunctions.BetaRegularized(second / 2, first / 2, second / (second + (first * f)));

    private static void Check(IReadOnlyList<IReadOnlyList<double>> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (blocks.Count < FewestBlocks || blocks[0].Count < FewestArms)
        {
            throw new ArgumentException(
                $"Expected at least {FewestBlocks} blocks of at least {FewestArms} arms, found {blocks.Count} blocks of {(blocks.Count == 0 ? 0 : blocks[0].Count)}.", nameof(blocks));
        }

        for (int block = 0; block < blocks.Count; block++)
        {
            if (blocks[block].Count != blocks[0].Count)
            {
                throw new ArgumentException($"Expected {blocks[0].Count} scores in each block, found {blocks[block].Count} in block {block}.", nameof(blocks));
            }

            if (blocks[block].Any(score => !double.IsFinite(score)))
            {
                throw new ArgumentException($"Expected finite scores, found another in block {block}.", nameof(blocks));
            }
        }
    }
}
