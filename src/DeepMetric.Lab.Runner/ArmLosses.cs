using DeepMetric.Distances;
using DeepMetric.Lab.Runner.Replication;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>Makes the loss of an arm: one of the catalogue or one that replicates published code, with the arm's miner.</summary>
internal static class ArmLosses
{
    /// <summary>Creates the loss.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="form">The form of the loss.</param>
    /// <param name="dimensions">What losses with weights have to know.</param>
    /// <param name="seed">The seed of the run, from which a miner draws.</param>
    /// <exception cref="ArgumentException">A name or an option does not fit.</exception>
    public static MetricLoss Create(ArmSpec arm, LossForm form, LossDimensions dimensions, int seed)
    {
        MetricLoss loss = DrawnPairsLoss.Find(arm.Loss, arm.Options, SeededRandom.Derive((ulong)seed, "pairs"))
            ?? LossCatalog.Create(arm.Loss, new LossSetting(form, dimensions), arm.Options);
        if (arm.Miner is null)
        {
            return loss;
        }

        // Some miners rest on a distance of their own.
        Distance? distance = MinerCatalog.Find(arm.Miner.Name).TakesDistance ? loss.Distance : null;
        Miner miner = MinerCatalog.Create(arm.Miner.Name, arm.Miner.Options, new MinerSetting(distance, IgnoredLabel: loss.IgnoredLabel));
        return new MixtureLoss([new MixedLoss(arm.Loss, 1, loss) { Miner = miner, Seed = SeededRandom.Derive((ulong)seed, "miner") }]);
    }
}
