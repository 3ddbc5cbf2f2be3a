using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Evaluating;

/// <summary>What a command asked for.</summary>
/// <param name="Job">What is judged, and by what.</param>
/// <param name="OutputPath">The file that results are written to; null for none.</param>
/// <param name="ClassPath">The file that the numbers of classes are written to; null for none.</param>
/// <param name="PerClass">Whether classes are listed.</param>
/// <param name="Json">Whether one JSON object is written.</param>
/// <param name="Quiet">Whether progress is left out.</param>
internal sealed record EvaluateRequest(EvaluationJob Job, string? OutputPath, string? ClassPath, bool PerClass, bool Json, bool Quiet);
