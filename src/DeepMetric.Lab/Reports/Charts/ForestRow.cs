namespace DeepMetric.Lab.Reports.Charts;

/// <summary>A row of a forest chart: a difference with its interval and what it means.</summary>
/// <param name="Label">What is compared.</param>
/// <param name="Difference">The difference.</param>
/// <param name="Low">The lower end of its interval; null where there is none.</param>
/// <param name="High">The upper end.</param>
/// <param name="Verdict">The verdict in words; the first word gives the colour and the mark, see <see cref="ForestMark"/>.</param>
internal sealed record ForestRow(string Label, double Difference, double? Low, double? High, string Verdict);
