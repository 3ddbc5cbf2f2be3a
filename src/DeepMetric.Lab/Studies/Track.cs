namespace DeepMetric.Lab.Studies;

/// <summary>Under which conditions arms are compared.</summary>
public enum Track
{
    /// <summary>Every arm with the options given.</summary>
    AsIs,

    /// <summary>Margins such that the mean training distance of negatives agrees.</summary>
    MarginMatched,

    /// <summary>Equal forward passes, or equal gradient mass.</summary>
    BudgetMatched,

    /// <summary>Options searched on items to choose by, with equally many trials per arm.</summary>
    Tuned,
}

/// <summary>What is equal under a matched budget.</summary>
public enum BudgetMatch
{
    /// <summary>The items that went through the net.</summary>
    ForwardPasses,

    /// <summary>The sum over steps of the norms of all embeddings' gradients.</summary>
    GradientMass,
}
