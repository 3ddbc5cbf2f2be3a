namespace DeepMetric.Lab.Specs;

/// <summary>How weights move: Adam with decoupled weight decay.</summary>
public sealed record OptimizationSpec
{
    /// <summary>The learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>What the learning rate of the trunk is multiplied by; the head has the rate itself.</summary>
    public double TrunkRate { get; init; } = 1;

    /// <summary>What the learning rate is multiplied by for the weights that a loss learns, such as proxies.</summary>
    public double LossRate { get; init; } = 10;

    /// <summary>What the learning rate does: <c>constant</c>, <c>cosine</c>, <c>linear</c> or <c>steps</c>.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>The share of all steps in which the learning rate grows from 0.</summary>
    public double WarmUp { get; init; }

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The largest norm of a gradient of the net; null for no bound.</summary>
    public double? ClipGradient { get; init; }
}
