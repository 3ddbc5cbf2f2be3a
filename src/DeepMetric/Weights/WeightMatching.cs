namespace DeepMetric.Weights;

/// <summary>How well a file has to fit a module.</summary>
public enum WeightMatching
{
    /// <summary>Every tensor of the module is in the file and every tensor of the file in the module.</summary>
    Strict,

    /// <summary>Every tensor of the module is in the file; the file may have more, such as a classifier.</summary>
    Complete,

    /// <summary>What matches is taken, the rest stays as it is; the report has to be looked at.</summary>
    Partial,
}
