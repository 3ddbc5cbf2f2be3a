using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner;

/// <summary>Turns the specification of an optimisation into what a trainer takes.</summary>
public static class Optimization
{
    /// <summary>The names of schedules.</summary>
    public static IReadOnlyList<string> Schedules { get; } = [.. Enum.GetNames<LearningRateShape>().Select(name => name.ToLowerInvariant())];

    /// <summary>A trainer's options.</summary>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static TrainingOptions OptionsOf(OptimizationSpec spec, int epochs, int updateNormEvery) => new()
    {
        Epochs = epochs,
        LearningRate = spec.LearningRate,
        UpdateNormEvery = updateNormEvery,
        Schedule = new() { Shape = ShapeOf(spec.Schedule), WarmUp = spec.WarmUp },
        LossRate = spec.LossRate,
        WeightDecay = spec.WeightDecay,
        LargestGradientNorm = spec.ClipGradient,
    };

    /// <summary>The net's parameters by learning rate: one group unless the trunk has a rate of its own.</summary>
    public static IEnumerable<LearningRateGroup> GroupsOf(OptimizationSpec spec, EmbeddingNet net) => spec.TrunkRate == 1
        ? [new([.. net.parameters()])]
        : net.ParameterGroups.Select(group => new LearningRateGroup(group.Parameters, group.Name == ParameterGroup.Trunk ? spec.TrunkRate : 1));

    private static LearningRateShape ShapeOf(string name) => Enum.TryParse(name, ignoreCase: true, out LearningRateShape shape) && Enum.IsDefined(shape)
        ? shape
        : throw new ArgumentException($"Expected a schedule out of {string.Join(", ", Schedules)}, found '{name}'.");
}
