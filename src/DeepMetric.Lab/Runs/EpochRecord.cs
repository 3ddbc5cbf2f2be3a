namespace DeepMetric.Lab.Runs;

/// <summary>The state after one epoch; one line of <c>epochs.jsonl</c>. Epoch 0 is the untrained net.</summary>
public sealed record EpochRecord
{
    /// <summary>The epoch, from 0 (before training).</summary>
    public required int Epoch { get; init; }

    /// <summary>The tracked loss over the epoch's steps, weighted by their valid terms; null for epoch 0.</summary>
    public double? TrackedLoss { get; init; }

    /// <summary>Active over valid terms of the epoch, both summed; null for epoch 0.</summary>
    public double? ActiveRatio { get; init; }

    /// <summary>Numbers of the training embeddings by metric id (variances, spectra, alignment, uniformity).</summary>
    public required IReadOnlyDictionary<string, double> Train { get; init; }

    /// <summary>The same numbers of the test embeddings.</summary>
    public required IReadOnlyDictionary<string, double> Test { get; init; }
}
