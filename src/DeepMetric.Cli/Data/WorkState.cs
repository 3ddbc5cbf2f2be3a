namespace DeepMetric.Cli.Data;

/// <summary>How far long work is.</summary>
/// <param name="What">The step, such as <c>extracting cars_train.tgz</c>.</param>
/// <param name="Share">The share of the step that is done, from 0 to 1; null where it cannot be told.</param>
/// <param name="Detail">Figures of the step; may be empty.</param>
internal sealed record WorkState(string What, double? Share, string Detail);
