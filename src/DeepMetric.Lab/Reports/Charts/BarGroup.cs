namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The bars that stand together: one per arm.</summary>
/// <param name="Name">What stands below them.</param>
/// <param name="Bars">The arm, its mean, its lowest and its highest seed.</param>
internal sealed record BarGroup(string Name, IReadOnlyList<(ReportArm Arm, BandPoint Value)> Bars);
