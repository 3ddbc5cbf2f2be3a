namespace DeepMetric.Evaluation.Verification;

/// <summary>FNMR at a wanted FMR: of all thresholds whose FMR is not above the wanted one, that of the least FNMR.</summary>
/// <remarks>Conservative: nothing is interpolated, so the FMR that is reached may be lower than the wanted one, down to 0 where there are few negative pairs.</remarks>
/// <param name="WantedRate">The wanted FMR.</param>
/// <param name="Point">The threshold and what it reaches.</param>
public sealed record FalseMatchPoint(double WantedRate, OperatingPoint Point);
