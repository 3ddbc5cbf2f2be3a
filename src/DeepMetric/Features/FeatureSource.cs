namespace DeepMetric.Features;

/// <summary>Where features came from.</summary>
public enum FeatureSource
{
    /// <summary>All were in the cache.</summary>
    Cached,

    /// <summary>None were, so all were computed.</summary>
    Computed,

    /// <summary>An interrupted computation was gone on with.</summary>
    Resumed,

    /// <summary>The cache's file was damaged or another's, so all were computed again.</summary>
    Replaced,
}
