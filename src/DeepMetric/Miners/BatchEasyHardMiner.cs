using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="BatchEasyHardMiner"/>.</summary>
/// <remarks>Bounds are in the distance's own numbers, also for a similarity, and inclusive. A side whose strategy is <see cref="MiningStrategy.All"/> has no bounds.</remarks>
public sealed record BatchEasyHardMinerOptions
{
    /// <summary>Which positive.</summary>
    /// <value>Default <see cref="MiningStrategy.Easy"/>.</value>
    public MiningStrategy Positives { get; init; } = MiningStrategy.Easy;

    /// <summary>Which negative.</summary>
    /// <value>Default <see cref="MiningStrategy.SemiHard"/>.</value>
    public MiningStrategy Negatives { get; init; } = MiningStrategy.SemiHard;

    /// <summary>The smallest allowed value of a positive pair; null for none.</summary>
    /// <value>Default null.</value>
    public double? PositivesFrom { get; init; }

    /// <summary>The largest allowed value of a positive pair; null for none.</summary>
    /// <value>Default null.</value>
    public double? PositivesTo { get; init; }

    /// <summary>The smallest allowed value of a negative pair; null for none.</summary>
    /// <value>Default null.</value>
    public double? NegativesFrom { get; init; }

    /// <summary>The largest allowed value of a negative pair; null for none.</summary>
    /// <value>Default null.</value>
    public double? NegativesTo { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Positives) || !Enum.IsDefined(Negatives))
        {
            throw new ValidationException($"Expected strategies {string.Join(", ", Enum.GetNames<MiningStrategy>())}, found {Positives} and {Negatives}.");
        }

        bool semiHard = Positives == MiningStrategy.SemiHard || Negatives == MiningStrategy.SemiHard;
        if (semiHard && (Positives == Negatives || Positives == MiningStrategy.All || Negatives == MiningStrategy.All))
        {
            throw new ValidationException($"Semi-hard is relative to one pair of the other side: expected Hard or Easy there, found {Positives} positives and {Negatives} negatives.");
        }

        CheckOrder(PositivesFrom, PositivesTo, "positives");
        CheckOrder(NegativesFrom, NegativesTo, "negatives");
    }

    private static void CheckOrder(double? from, double? to, string side)
    {
        if (from > to)
        {
            throw new ValidationException($"Expected a range of {side} from a smaller to a larger value, found from {from} to {to}.");
        }
    }
}

/// <summary>Chooses one positive and one negative per anchor, each by a strategy: hard, semi-hard, easy, or all of a side.</summary>
/// <remarks>
/// <para>Formula: positives argmax or argmin of d_ap, negatives argmin or argmax of d_an, within the allowed values; semi-hard within those on the right side of the other.
/// With one per side, only anchors that have both are taken.</para>
/// <para>When: easy positives where classes have several modes, since they let a class stay in pieces; ranges to leave out outliers and duplicates.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Xuan, Stylianou and Pless, "Improved Embeddings with Easy Positive Triplet Mining", WACV 2020; Hermans, Beyer and Leibe, arXiv 1703.07737.</para>
/// <para>Differs from it: all combinations of strategies, and allowed ranges.</para>
/// </remarks>
public sealed class BatchEasyHardMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">Strategies and ranges.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <exception cref="ValidationException">The strategies do not go together, or a range is reversed.</exception>
    public BatchEasyHardMiner(BatchEasyHardMinerOptions? options = null, Distance? distance = null)
        : base(distance ?? new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
        Options.Validate();
    }

    /// <summary>What is set.</summary>
    public BatchEasyHardMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override Pairs Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var pairs = new PairList();
        bool single = Options.Positives != MiningStrategy.All && Options.Negatives != MiningStrategy.All;
        input.ForEachAnchor(row =>
        {
            (int positive, int negative) = Take(row);
            if (single && (positive < 0 || negative < 0))
            {
                return;
            }

            foreach (int chosen in Options.Positives == MiningStrategy.All ? row.Positives : positive < 0 ? [] : [positive])
            {
                pairs.AddPositive(row.Anchor, chosen);
            }

            foreach (int chosen in Options.Negatives == MiningStrategy.All ? row.Negatives : negative < 0 ? [] : [negative])
            {
                pairs.AddNegative(row.Anchor, chosen);
            }
        });
        return pairs.ToPairs();
    }

    private (int Positive, int Negative) Take(MinerRow row)
    {
        if (Options.Positives == MiningStrategy.SemiHard)
        {
            int first = Negative(row, null);
            return (first < 0 ? -1 : Positive(row, row.Distances[first]), first);
        }

        int positive = Positive(row, null);
        bool waits = Options.Negatives == MiningStrategy.SemiHard;
        return (positive, waits && positive < 0 ? -1 : Negative(row, waits ? row.Distances[positive] : null));
    }

    private int Positive(MinerRow row, double? nearerThan)
    {
        int sign = Options.Positives is MiningStrategy.Easy ? 1 : -1;
        return Options.Positives == MiningStrategy.All
            ? -1
            : Extremes.Find(row.Positives, row.Distances, sign, value => Allows(value, Options.PositivesFrom, Options.PositivesTo) && !(value >= nearerThan));
    }

    private int Negative(MinerRow row, double? fartherThan)
    {
        int sign = Options.Negatives is MiningStrategy.Easy ? -1 : 1;
        return Options.Negatives == MiningStrategy.All
            ? -1
            : Extremes.Find(row.Negatives, row.Distances, sign, value => Allows(value, Options.NegativesFrom, Options.NegativesTo) && !(value <= fartherThan));
    }

    private bool Allows(double signed, double? from, double? to)
    {
        double value = Distance.IsSimilarity ? -signed : signed;
        return !(value < from) && !(value > to);
    }
}
