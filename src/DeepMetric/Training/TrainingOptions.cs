using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Training;

/// <summary>What can be set on a <see cref="Trainer"/>.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the items.</summary>
    /// <value>Default 10.</value>
    [Range(1, 1_000_000)]
    public int Epochs { get; init; } = 10;

    /// <summary>Adam's learning rate.</summary>
    /// <value>Default 0.001.</value>
    [Range(double.Epsilon, 1e6)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The update norm is measured every this many steps.</summary>
    /// <value>Default 10.</value>
    [Range(1, int.MaxValue)]
    public int UpdateNormEvery { get; init; } = 10;
}
