namespace DeepMetric.Datasets;

/// <summary>What an import does about files that lie already under the name of the data set.</summary>
public enum ImportMode
{
    /// <summary>Refuses when there are any.</summary>
    New,

    /// <summary>Adds to them; refuses when one of the new files has the path of one that is there.</summary>
    Merge,

    /// <summary>Puts the new files in their place; the old ones are deleted after the new ones arrived whole.</summary>
    Replace,
}
