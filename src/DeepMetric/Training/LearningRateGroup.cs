using TorchSharp.Modules;

namespace DeepMetric.Training;

/// <summary>Parameters that share a learning rate.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="LearningRateFactor">What the learning rate is multiplied by for them.</param>
public sealed record LearningRateGroup(IReadOnlyList<Parameter> Parameters, double LearningRateFactor = 1);
