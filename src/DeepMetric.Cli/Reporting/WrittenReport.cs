namespace DeepMetric.Cli.Reporting;

/// <summary>A report that was written.</summary>
/// <param name="RunFolder">The run folder's full path.</param>
/// <param name="Report">The report's full path.</param>
internal sealed record WrittenReport(string RunFolder, string Report);
