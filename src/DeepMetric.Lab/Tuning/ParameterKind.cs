namespace DeepMetric.Lab.Tuning;

/// <summary>How the values of a parameter are spread.</summary>
public enum ParameterKind
{
    /// <summary>Numbers, evenly.</summary>
    Linear,

    /// <summary>Numbers above 0, evenly in their logarithm: learning rates, temperatures.</summary>
    Log,

    /// <summary>Whole numbers, evenly, both ends included.</summary>
    Integer,

    /// <summary>One of a list, in no order.</summary>
    Choice,
}
