using DeepMetric.Datasets;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>One training run that is to be made.</summary>
internal sealed record UnitPlan(ExperimentSpec Experiment, ArmSpec Arm, int Seed, UnitData Data)
{
    public UnitKey Key => new(Experiment.Name, Arm.Name, Seed);

    /// <summary>Items trained on in all its epochs, about.</summary>
    public double Items => (double)Experiment.Epochs * Data.Train.Count;

    /// <summary>All runs of a comparison, seed by seed, so that pairs are complete early.</summary>
    public static UnitPlan[] All(ComparisonSpec spec, DatasetSplit data)
    {
        // Experiments on the same labels share their data.
        Dictionary<bool, UnitData> byLevel = spec.Experiments.DistinctBy(experiment => experiment.CoarseLabels)
            .ToDictionary(experiment => experiment.CoarseLabels, experiment => new UnitData(spec, experiment, data));
        return
        [
            .. from experiment in spec.Experiments
               from seed in spec.Seeds
               from arm in spec.ArmsOf(experiment)
               select new UnitPlan(experiment, arm, seed, byLevel[experiment.CoarseLabels]),
        ];
    }
}
