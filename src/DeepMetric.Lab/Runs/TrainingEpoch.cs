namespace DeepMetric.Lab.Runs;

/// <summary>The state after one epoch of a training run; one line of its <c>epochs.jsonl</c>. Epoch 0 is the untrained net. The test items take no part.</summary>
public sealed record TrainingEpoch
{
    /// <summary>The epoch, from 0 (before training).</summary>
    public required int Epoch { get; init; }

    /// <summary>The tracked loss over the epoch's steps, weighted by their valid terms; null for epoch 0.</summary>
    public double? TrackedLoss { get; init; }

    /// <summary>Active over valid terms of the epoch, both summed; null for epoch 0.</summary>
    public double? ActiveRatio { get; init; }

    /// <summary>Numbers of the training embeddings by metric id (variances, spectra, alignment, uniformity).</summary>
    public required IReadOnlyDictionary<string, double> Train { get; init; }

    /// <summary>Retrieval numbers and spread of the validation embeddings by metric id; null without validation items.</summary>
    public IReadOnlyDictionary<string, double>? Validation { get; init; }

    /// <summary>The loss on validation items, the mean over one epoch's batches of them; null without validation items.</summary>
    public double? ValidationLoss { get; init; }
}
