namespace DeepMetric.Samplers;

/// <summary>Gives the batches of each epoch, as lists of item indices.</summary>
/// <remarks>An epoch is a pure function of (seed, epoch): whoever resumes needs to know nothing else.</remarks>
public abstract class BatchSampler
{
    /// <summary>The number of batches of an epoch, the same for all.</summary>
    public abstract int BatchesPerEpoch { get; }

    /// <summary>The batches of an epoch, each a list of item indices.</summary>
    /// <param name="epoch">The epoch's number; equal numbers give equal batches.</param>
    public abstract IReadOnlyList<int[]> Epoch(int epoch);
}
