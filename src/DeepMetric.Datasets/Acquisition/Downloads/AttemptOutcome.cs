namespace DeepMetric.Datasets;

/// <summary>How an attempt to download ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>All bytes are there.</summary>
    Complete,

    /// <summary>Another attempt at the same address may bring more.</summary>
    TryAgain,

    /// <summary>This address will not give the file.</summary>
    GiveUp,
}
