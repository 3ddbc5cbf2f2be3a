namespace DeepMetric.Datasets;

/// <summary>The part of a data set that an item belongs to.</summary>
public enum ItemPart
{
    /// <summary>Items to train on.</summary>
    Train,

    /// <summary>Items to choose by: to stop early, to compare settings.</summary>
    Validation,

    /// <summary>Items to test on, once.</summary>
    Test,
}
