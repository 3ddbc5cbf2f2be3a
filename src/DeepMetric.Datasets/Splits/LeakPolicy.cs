namespace DeepMetric.Datasets;

/// <summary>What happens to test items whose content was seen in training.</summary>
public enum LeakPolicy
{
    /// <summary>An official split keeps them and says so; any other split is refused.</summary>
    Refuse,

    /// <summary>They are taken out of the test part.</summary>
    Drop,

    /// <summary>They stay, and it is said.</summary>
    Allow,
}
