namespace DeepMetric.Lab.Reports.Charts;

/// <summary>One place of a line: the mean over seeds with the lowest and the highest seed.</summary>
internal readonly record struct BandPoint(double X, double Mean, double Low, double High);
