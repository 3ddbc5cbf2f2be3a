namespace DeepMetric.Lab.Reports.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Arm">The arm that gives it its colour and its marks.</param>
/// <param name="Dashed">Whether it is the second of two lines of that arm.</param>
/// <param name="Points">Its places.</param>
internal sealed record LineSeries(string Name, ReportArm Arm, bool Dashed, IReadOnlyList<BandPoint> Points);
