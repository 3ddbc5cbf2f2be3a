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

    /// <summary>How the learning rate moves.</summary>
    /// <value>Default constant.</value>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Decoupled weight decay, as AdamW has it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1)]
    public double WeightDecay { get; init; }

    /// <summary>What the learning rate is multiplied by for the weights that the loss learns.</summary>
    /// <value>
    /// Default 10, which is 0.01 at the default rate: the rate of proxies and centres in Kim et al., "Proxy Anchor Loss", CVPR 2020, and Qian et al., "SoftTriple Loss", ICCV 2019
    /// (0.01, there 100 times that of a pretrained trunk).
    /// </value>
    [Range(double.Epsilon, 1e6)]
    public double LossRate { get; init; } = 10;

    /// <summary>A gradient whose L2 norm over all parameters of the net is larger is scaled down to this; null for no bound. Gradients of what the loss learns stay as they are.</summary>
    /// <value>Default null. Norms are recorded as they were before.</value>
    [Range(double.Epsilon, double.MaxValue)]
    public double? LargestGradientNorm { get; init; }
}
