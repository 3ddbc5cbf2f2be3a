namespace DeepMetric.Models;

/// <summary>How a feature map becomes features.</summary>
public enum PoolingKind
{
    /// <summary>The mean over all places.</summary>
    Average,

    /// <summary>The generalised mean with a learned power (<see cref="GeneralizedMeanPooling"/>).</summary>
    GeneralizedMean,
}
