namespace DeepMetric.Datasets;

/// <summary>Why an address did not give a file.</summary>
/// <param name="Address">The address.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">What went wrong the last time.</param>
public sealed record DownloadFailure(Uri Address, int Attempts, string Reason);
