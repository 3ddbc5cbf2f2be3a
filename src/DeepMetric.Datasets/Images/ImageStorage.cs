namespace DeepMetric.Datasets;

/// <summary>Where decoded images are kept.</summary>
public enum ImageStorage
{
    /// <summary>In memory where they take at most a quarter of it, else in the cache folder where there is one, else nowhere.</summary>
    Auto,

    /// <summary>In memory.</summary>
    Memory,

    /// <summary>In a file of the cache folder.</summary>
    Cache,

    /// <summary>Nowhere: they are decoded each time.</summary>
    None,
}
